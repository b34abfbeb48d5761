"""Token calls as google-auth makes them, offline. Law: they pass whole, and what is secret in them is declared as a secret."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.transport import Response
from google.oauth2 import credentials, id_token, service_account

from connectors.google import GOOGLE
from gateway.model.decision import Review, Verdict
from gateway.model.field import Kind

Judge = Callable[..., Review]
OPERATIONS = {operation.name: operation for operation in GOOGLE.operations}


class Answer(Response):
    """What the recorder answers; google-auth asks for its attributes one by one."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def status(self) -> int:
        return 200

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json"}

    @property
    def data(self) -> bytes:
        return self._data


class Recorder:
    """A google.auth.transport.Request that keeps what it is given."""

    def __init__(self, answer: bytes) -> None:
        self.calls: list[tuple[str, str, tuple[tuple[str, str], ...], bytes]] = []
        self.answer = answer

    def __call__(self, url: str, method: str = "GET", body: Any = None, headers: Any = None, **_: object) -> Response:
        self.calls.append((method, url, tuple((headers or {}).items()), body or b""))
        return Answer(self.answer)


GRANTED = b'{"access_token": "ya29.invented", "expires_in": 3600, "token_type": "Bearer"}'


def refresh_a_user(recorder: Recorder) -> None:
    user = credentials.Credentials(
        token=None,
        refresh_token="1//invented-refresh-token",
        client_id="invented.apps.googleusercontent.com",
        client_secret="invented-client-secret",
        token_uri="https://oauth2.googleapis.com/token",
        scopes=["https://www.googleapis.com/auth/drive.file"],
    )
    user.refresh(recorder)


def assert_a_service_account(recorder: Recorder) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    information = {
        "private_key": pem.decode(),
        "private_key_id": "invented",
        "client_email": "erp@invented.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    scopes = ["https://www.googleapis.com/auth/calendar.events"]
    service_account.Credentials.from_service_account_info(information, scopes=scopes, subject="robin@example.com").refresh(recorder)


def fetch_certificates(recorder: Recorder) -> None:
    id_token._fetch_certs(recorder, "https://www.googleapis.com/oauth2/v1/certs")


CALLS = [
    (refresh_a_user, "account.token"),
    (assert_a_service_account, "account.token"),
    (fetch_certificates, "account.certificates_pem"),
]


@pytest.mark.parametrize(("make", "operation"), CALLS, ids=[make.__name__ for make, _ in CALLS])
def test_a_call_of_google_auth_passes_whole(make: Callable[[Recorder], None], operation: str, judge: Judge) -> None:
    recorder = Recorder(GRANTED)
    make(recorder)
    (call,) = recorder.calls
    reviewed = judge(*call)
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, operation, ())
    assert reviewed.outbound is not None
    assert reviewed.outbound.body == call[3]


@pytest.mark.parametrize("name", ["client_secret", "code", "code_verifier", "refresh_token", "assertion"])
def test_a_secret_of_a_token_call_is_a_credential(name: str) -> None:
    assert OPERATIONS["account.token"].fields[f"body.{name}"].kind is Kind.CREDENTIAL


def test_a_token_can_be_revoked_by_form_and_by_query(judge: Judge) -> None:
    form = (("content-type", "application/x-www-form-urlencoded"),)
    by_form = judge("POST", "https://oauth2.googleapis.com/revoke", form, b"token=1%2F%2Finvented")
    by_query = judge("POST", "https://oauth2.googleapis.com/revoke?token=1%2F%2Finvented", form)
    assert by_form.verdict is by_query.verdict is Verdict.PERMIT
