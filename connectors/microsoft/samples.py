"""One invented request per call, as msgraph-sdk 1.65 sends it. Law: nobody and nothing in here exists."""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from connectors.shapes import Shape
from gateway.model.connector import Sample

PARAMETERS: Final[Mapping[str, str]] = {
    "attachment": "AAMkInventedAttachment=",
    "bucket": "InventedBucket0000000000000",
    "calendar": "AAMkInventedCalendar=",
    "contact": "AAMkInventedContact=",
    "drive": "b!invented-drive",
    "entry": "00000000-0000-4000-8000-000000000007",
    "event": "AAMkInventedEvent=",
    "file_path": "Workshop/plan.txt",
    "folder": "inbox",
    "item": "root:/Workshop/plan.txt:",
    "list": "AAMkInventedList=",
    "message": "AAMkInventedMessage=",
    "plan": "InventedPlan000000000000000",
    "q": "curtain",
    "site": "root",
    "site_path": "sites/workshop",
    "task": "AAMkInventedTask=",
    "tenant": "11111111-2222-4333-8444-555555555555",
    "user": "robin@example.com",
    "startDateTime": "2026-11-12T00:00:00Z",
    "endDateTime": "2026-11-13T00:00:00Z",
}

_RECIPIENT: Final = {"emailAddress": {"address": "robin@example.com", "name": "Robin Sample"}}
_ATTACHMENT: Final = {
    "@odata.type": "#microsoft.graph.fileAttachment",
    "contentType": "text/plain",
    "name": "plan.txt",
    "contentBytes": "SW52ZW50ZWQgZmlsZS4=",
}
_MESSAGE: Final = {
    "@odata.type": "#microsoft.graph.message",
    "attachments": [_ATTACHMENT],
    "body": {"content": "<p>See you on Friday.</p>", "contentType": "html"},
    "subject": "Fitting of the red curtain",
    "toRecipients": [_RECIPIENT],
}
_START: Final = {"dateTime": "2026-11-12T09:00:00", "timeZone": "Europe/Dublin"}
_END: Final = {"dateTime": "2026-11-12T10:00:00", "timeZone": "Europe/Dublin"}

BODIES: Final[Mapping[str, object]] = {
    "sendMail": {"Message": _MESSAGE, "SaveToSentItems": True},
    "message": _MESSAGE,
    "answer": {"Comment": "Yes, with pleasure.", "ToRecipients": [_RECIPIENT]},
    "destination": {"DestinationId": "archive"},
    "attachment": _ATTACHMENT,
    "mailFolder": {"displayName": "Workshop", "isHidden": False},
    "event": {
        "@odata.type": "#microsoft.graph.event",
        "attendees": [{**_RECIPIENT, "type": "required"}],
        "body": {"content": "Bring the swatches.", "contentType": "text"},
        "end": _END,
        "location": {"displayName": "Stage door"},
        "start": _START,
        "subject": "Fitting of the red curtain",
    },
    "response": {"Comment": "Yes, with pleasure.", "SendResponse": True},
    "schedule": {"Schedules": ["robin@example.com"], "StartTime": _START, "EndTime": _END, "AvailabilityViewInterval": 60},
    "calendar": {"name": "Workshop"},
    "contact": {
        "givenName": "Robin",
        "surname": "Sample",
        "emailAddresses": [{"address": "robin@example.com", "name": "Robin Sample"}],
        "businessPhones": ["+353 20 915 0000"],
        "companyName": "Example Ltd",
        "jobTitle": "Rigger",
    },
    "driveItem": {"name": "Workshop", "folder": {}, "@microsoft.graph.conflictBehavior": "rename"},
    "copy": {"name": "plan (copy).txt", "parentReference": {"driveId": "b!invented-drive", "id": "invented-folder"}},
    "uploadSession": {"item": {"@microsoft.graph.conflictBehavior": "rename", "name": "plan.txt", "fileSize": 15}},
    "link": {"type": "view", "scope": "organization"},
    "invitation": {
        "recipients": [{"email": "robin@example.com"}],
        "message": "The plan",
        "requireSignIn": True,
        "sendInvitation": True,
        "roles": ["read"],
    },
    "todoTaskList": {"displayName": "Workshop"},
    "todoTask": {"body": {"content": "Red one", "contentType": "text"}, "title": "Hang the curtain"},
    "checklistItem": {"displayName": "Bring the ladder"},
    "linkedResource": {"applicationName": "Workshop", "displayName": "Curtain", "externalId": "r-1", "webUrl": "https://example.com/r-1"},
    "plannerPlan": {
        "container": {"url": "https://graph.microsoft.com/v1.0/groups/00000000-0000-4000-8000-000000000006"},
        "title": "Workshop",
    },
    "plannerBucket": {"name": "Autumn", "orderHint": " !", "planId": "InventedPlan000000000000000"},
    "plannerTask": {
        "assignments": {
            "00000000-0000-4000-8000-000000000008": {"@odata.type": "#microsoft.graph.plannerAssignment", "orderHint": " !"},
        },
        "bucketId": "InventedBucket0000000000000",
        "planId": "InventedPlan000000000000000",
        "title": "Hang the curtain",
    },
    "plannerTaskDetails": {
        "checklist": {
            "00000000-0000-4000-8000-000000000009": {
                "@odata.type": "microsoft.graph.plannerChecklistItem",
                "isChecked": False,
                "title": "Bring the ladder",
            },
        },
        "description": "Red one",
    },
}
"""Name of a request's shape -> an invented body."""

FILE: Final = b"Invented file.\n"

HEADERS: Final = (
    ("Accept-Encoding", "gzip, deflate, br"),
    ("accept", "application/json"),
    ("authorization", "Bearer invented.access.token"),
    ("User-Agent", "python-httpx/0.28.1 kiota-python/1.16.0"),
    ("client-request-id", "00000000-0000-4000-8000-000000000001"),
    ("sdkVersion", "graph-python/1.65.0, graph-python-core/1.5.2 (featureUsage=0x3)"),
    ("HostOs", "Linux"),
    ("RuntimeEnvironment", "Python/3.11.7"),
)


def sample(path: str, fields: Shape, request: str) -> Sample:
    """A call as the client sends it, with its double slash and what the call requires."""
    wanted = [name.strip("!").removeprefix("query.") for names in fields.values() for name in names.split() if name.endswith("!")]
    media_type = {"": "", "*": "application/octet-stream"}.get(request, "application/json")
    return Sample(
        path=filled(path).replace("/v1.0/", "/v1.0//", 1),
        query=urlencode({name: PARAMETERS[name] for name in wanted}),
        headers=(*HEADERS, ("content-type", media_type)) if media_type else HEADERS,
        body=FILE if request == "*" else json.dumps(BODIES[request]).encode() if request else b"",
    )


def filled(path: str) -> str:
    """A path template with invented values; what may span segments keeps its slashes."""
    for name, value in PARAMETERS.items():
        path = path.replace(f"{{{name}}}", quote(value, safe="")).replace(f"{{{name}...}}", quote(value))
    return path
