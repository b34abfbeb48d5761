"""What the calls to Google share: a linked account's token. Law: the client is built as its documentation says."""

from typing import Any, Final

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build  # type: ignore[import-untyped]  # ships no types
from googleapiclient.errors import HttpError  # type: ignore[import-untyped]  # likewise

TOKEN: Final = "ya29.invented-token-of-a-linked-account"  # noqa: S105 - invented


def service(name: str, version: str) -> Any:
    """A client of one API."""
    credentials = Credentials(token=TOKEN)  # type: ignore[no-untyped-call]  # the library's own
    return build(name, version, credentials=credentials, static_discovery=True)


def told(request: Any) -> str:
    """Make a call; say what the application sees of it."""
    try:
        answer = request.execute()
    except HttpError as error:
        return f"HttpError {error.status_code}: {error.reason}"
    return f"execute() returned {answer.get('id', answer)!r}"
