"""An ERP service with google-api-python-client: calendar, drive upload, batch. Law: the SDK is configured, never changed."""

import json
import os
from importlib.resources import files
from typing import Any

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build, build_from_document
from googleapiclient.http import BatchHttpRequest, MediaInMemoryUpload
from report import PLANTED, WAY, at, attempt, calls, finish, note

HOST = at("www.googleapis.com")
FEATURE = os.environ.get("FEATURE", "")


def service(name: str, version: str) -> Any:
    """A client of an API. By base URL it is built from a description whose ``rootUrl`` is changed: uploads only follow that one."""
    credentials = Credentials(token=os.environ["GOOGLE_TOKEN"])
    if WAY == "connect":
        return build(name, version, credentials=credentials, static_discovery=True)
    document = json.loads((files("googleapiclient.discovery_cache.documents") / f"{name}.{version}.json").read_text())
    document |= {"rootUrl": f"{HOST}/", "mtlsRootUrl": f"{HOST}/"}
    # an API key in the description's place would change nothing; the option keeps the library from asking for its own endpoint
    return build_from_document(document, credentials=credentials, client_options={"api_endpoint": f"{HOST}/{document['servicePath']}"})


def event(summary: str, description: str = "weekly") -> dict[str, Any]:
    """A calendar event."""
    start, end = {"dateTime": "2031-03-04T09:00:00Z"}, {"dateTime": "2031-03-04T09:30:00Z"}
    return {"summary": summary, "description": description, "location": "Room 4", "start": start, "end": end}


def told(request: Any) -> str:
    """Execute a request. By base URL the feature can only be named in a header."""
    if FEATURE and WAY == "base":
        request.headers["Gateway-Feature"] = FEATURE
    return str(request.execute()["id"])


def insert(**fields: str) -> str:
    """Insert an event."""
    with service("calendar", "v3") as calendar:
        return told(calendar.events().insert(calendarId="primary", body=event(**fields)))


def upload(name: str, content: str) -> str:
    """Upload a file in one multipart request."""
    with service("drive", "v3") as drive:
        media = MediaInMemoryUpload(content.encode(), mimetype="text/plain")
        return told(drive.files().create(body={"name": name}, media_body=media, fields="id"))


def batch() -> None:
    """Three inserts in one request, one of them with planted data. Inner calls are named by path, so they are built without a base URL."""
    calendar = build("calendar", "v3", credentials=Credentials(token=os.environ["GOOGLE_TOKEN"]), static_discovery=True)
    together = BatchHttpRequest(callback=_told, batch_uri=f"{HOST}/batch/calendar/v3")
    for name, summary in (("batch_first", "Stand-up"), ("batch_planted", PLANTED["project"]), ("batch_last", "Retrospective")):
        together.add(calendar.events().insert(calendarId="primary", body=event(summary)), request_id=name)
    together.execute()


def _told(request_id: str, response: dict[str, Any] | None, exception: Exception | None) -> None:
    if exception is None:
        calls[request_id] = {"answer": (response or {}).get("id")}
    else:
        note(request_id, exception)


if FEATURE == "calendar-sync":
    attempt("insert_task", lambda: insert(summary=PLANTED["task"]))
    attempt("insert_project", lambda: insert(summary=PLANTED["task"], description=PLANTED["project"]))
elif FEATURE == "drive-copy":
    attempt("upload_file", lambda: upload(PLANTED["attachment"], "Soup on Monday, pie on Tuesday."))
    attempt("upload_comment", lambda: upload(PLANTED["attachment"], f"As agreed: {PLANTED['comment']}"))
else:
    attempt("insert_harmless", lambda: insert(summary="Stand-up"))
    attempt("insert_planted", lambda: insert(summary=PLANTED["task"], description=f"{PLANTED['project']}: {PLANTED['comment']}"))
    attempt("upload_harmless", lambda: upload("menu.txt", "Soup on Monday, pie on Tuesday."))
    attempt("upload_planted", lambda: upload(PLANTED["attachment"], f"As agreed: {PLANTED['comment']}"))
    attempt("batch", batch)
finish()
