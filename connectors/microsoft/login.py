"""The login endpoint, for services; people sign in with their browser. Law: secrets stand in the places named here and nowhere else."""

from typing import Final

from connectors.shapes import Shape, expand
from gateway.model.connector import Body, Operation, Sample
from gateway.model.field import SYSTEM, Field, required

HOST: Final = "login.microsoftonline.com"
_LEARN: Final = "https://learn.microsoft.com/entra/identity-platform"

_HEADERS: Final[Shape] = {
    "secret": "authorization",
    "identifier": "x-anchormailbox",
    "system": (
        "x-client-sku x-client-ver x-client-os x-client-cpu x-client-current-telemetry x-client-last-telemetry x-ms-lib-capability"
        " client-request-id return-client-request-id x-ms-request-id cache-control"
    ),
}
"""What msal adds (its source, application.py and telemetry.py)."""

_TOKEN: Final[Shape] = {
    "secret": "client_secret client_assertion code code_verifier refresh_token assertion device_code",
    "system": (
        "grant_type! client_id client_assertion_type scope redirect_uri client_info requested_token_use claims resource"
        " X-AnchorMailbox tenant"
    ),
}
"""Code, refresh, client credentials and on-behalf-of grants; a user's password is no part of any of them."""

_MSAL: Final = (
    ("Accept", "application/json"),
    ("x-client-sku", "MSAL.Python"),
    ("x-client-ver", "1.39.0"),
    ("x-client-os", "linux"),
    ("x-ms-lib-capability", "retry-after, h429"),
    ("client-request-id", "00000000-0000-4000-8000-000000000002"),
)


def _fields(path: str, query: str = "") -> dict[str, Field]:
    parameters = {f"path.{part.partition('}')[0]}": required(SYSTEM) for part in path.split("{")[1:]}
    return parameters | expand(_HEADERS, {}, "header") | expand({"system": query}, {}, "query")


def _document(name: str, path: str, page: str, sample: Sample, query: str = "") -> Operation:
    """A public document the libraries read before they ask for a token."""
    return Operation(
        name=f"login.{name}",
        method="GET",
        path=path,
        hosts=(HOST,),
        fields=_fields(path, query),
        documentation=f"{_LEARN}/{page}",
        sample=sample,
    )


_TENANT: Final = "11111111-2222-4333-8444-555555555555"

OPERATIONS: Final = (
    Operation(
        name="login.token",
        method="POST",
        path="/{tenant}/oauth2/v2.0/token",
        hosts=(HOST,),
        fields=_fields("{tenant}") | expand(_TOKEN, {}, "body"),
        bodies=(Body(codec="form", content_types=("application/x-www-form-urlencoded",)),),
        documentation=f"{_LEARN}/v2-oauth2-auth-code-flow",
        sample=Sample(
            path=f"/{_TENANT}/oauth2/v2.0/token",
            headers=(*_MSAL, ("Content-Type", "application/x-www-form-urlencoded")),
            body=(
                b"client_id=00000000-0000-4000-8000-000000000003&grant_type=client_credentials&client_info=1"
                b"&client_secret=invented-client-secret&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
            ),
        ),
    ),
    _document(
        "configuration",
        "/{tenant}/v2.0/.well-known/openid-configuration",
        "v2-protocols-oidc",
        Sample(path=f"/{_TENANT}/v2.0/.well-known/openid-configuration", headers=_MSAL),
        "appid",
    ),
    _document(
        "keys",
        "/{tenant}/discovery/v2.0/keys",
        "access-tokens",
        Sample(path=f"/{_TENANT}/discovery/v2.0/keys"),
        "appid",
    ),
    _document(
        "instances",
        "/common/discovery/instance",
        "msal-client-application-configuration",
        Sample(
            path="/common/discovery/instance",
            query="api-version=1.1&authorization_endpoint=https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fauthorize",
            headers=_MSAL,
        ),
        "api-version authorization_endpoint",
    ),
)
