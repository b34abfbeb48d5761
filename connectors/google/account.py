"""Google's token, revocation, key and user information endpoints. Law: secrets stand in the places named here and nowhere else."""

from typing import Final

from connectors.google.rest import expand_call
from connectors.google.samples import TOKEN_HEADER
from connectors.shapes import Shape, expand
from gateway.model.connector import Body, Operation, Sample

FORM: Final = Body(codec="form", content_types=("application/x-www-form-urlencoded",))
_FORM_HEADERS: Final = (
    ("x-goog-api-client", "gl-python/3.11.7 auth/2.62.2 cred-type/u"),
    ("content-type", "application/x-www-form-urlencoded"),
)
_OPENID: Final = "https://developers.google.com/identity/openid-connect/openid-connect"
_WEB: Final = "https://developers.google.com/identity/protocols/oauth2/web-server"

_TOKEN: Final[Shape] = {
    "secret": "client_secret code code_verifier refresh_token assertion rapt",
    "system": "grant_type! client_id redirect_uri scope access_type token_type",
}
"""Code, refresh, and service account grants (RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.5, RFC 7523 section 2.1)."""


def _user_information(host: str, path: str, name: str) -> Operation:
    return Operation(
        name=f"account.{name}",
        method="GET",
        path=path,
        hosts=(host,),
        fields=expand_call(path, {}),
        documentation=f"{_OPENID}#obtaininguserprofileinformation",
        answers="google.basic",
        sample=Sample(path=path, query="alt=json", headers=(TOKEN_HEADER,)),
    )


def _certificates(path: str, name: str) -> Operation:
    """Public keys of Google's identity tokens; google-auth fetches them to check one."""
    return Operation(
        name=f"account.{name}",
        method="GET",
        path=path,
        hosts=("www.googleapis.com",),
        fields=expand_call(path, {}),
        documentation=f"{_OPENID}#validatinganidtoken",
        sample=Sample(path=path),
    )


OPERATIONS: Final = (
    Operation(
        name="account.token",
        method="POST",
        path="/token",
        hosts=("oauth2.googleapis.com",),
        fields=expand_call("/token", {}) | expand(_TOKEN, {}, "body"),
        bodies=(FORM,),
        documentation=f"{_WEB}#exchange-authorization-code",
        sample=Sample(
            path="/token",
            headers=_FORM_HEADERS,
            body=(
                b"grant_type=refresh_token&client_id=invented.apps.googleusercontent.com"
                b"&client_secret=invented-client-secret&refresh_token=1%2F%2Finvented-refresh-token"
            ),
        ),
    ),
    Operation(
        name="account.revoke",
        method="POST",
        path="/revoke",
        hosts=("oauth2.googleapis.com",),
        fields=expand_call("/revoke", {"secret": "query.token"}) | expand({"secret": "token!", "system": "token_type_hint"}, {}, "body"),
        bodies=(FORM,),
        documentation=f"{_WEB}#tokenrevoke",
        sample=Sample(path="/revoke", headers=_FORM_HEADERS, body=b"token=1%2F%2Finvented-refresh-token"),
    ),
    Operation(
        name="account.tokeninfo",
        method="GET",
        path="/tokeninfo",
        hosts=("oauth2.googleapis.com",),
        fields=expand_call("/tokeninfo", {"secret": "query.id_token"}),
        documentation=f"{_OPENID}#validatinganidtoken",
        answers="google.basic",
        sample=Sample(path="/tokeninfo", query="access_token=ya29.invented-access-token"),
    ),
    _user_information("www.googleapis.com", "/oauth2/v2/userinfo", "userinfo_v2"),
    _user_information("www.googleapis.com", "/oauth2/v3/userinfo", "userinfo_v3"),
    _user_information("openidconnect.googleapis.com", "/v1/userinfo", "userinfo"),
    _certificates("/oauth2/v1/certs", "certificates_pem"),
    _certificates("/oauth2/v3/certs", "certificates_jwk"),
)
