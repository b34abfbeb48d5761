"""One invented request per method, as google-api-python-client 2.202 sends it. Law: nobody and nothing in here exists."""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from connectors.shapes import Shape
from gateway.model.connector import Sample
from gateway.model.request import Headers

PARAMETERS: Final[Mapping[str, str]] = {
    "calendarId": "primary",
    "commentId": "AAAAInventedComment",
    "contactGroupsId": "1a2b3c4d5e6f",
    "destination": "invented0group@group.calendar.google.com",
    "documentId": "1InventedDocument0000000000000000000000000000",
    "driveId": "0AInventedDrivePVA",
    "eventId": "inventedevent0000000000000",
    "fileId": "1InventedFile000000000000000000000",
    "id": "18f0000000000001",
    "messageId": "18f0000000000001",
    "metadataId": "4711",
    "mimeType": "application/pdf",
    "otherContactsId": "c1000000000000000001",
    "pageToken": "1000",
    "peopleId": "c1000000000000000002",
    "permissionId": "10000000000000000003",
    "range": "Sheet1!A1",
    "replyId": "AAAAInventedReply",
    "requestId": "00000000-0000-4000-8000-000000000001",
    "revisionId": "0B1InventedRevision",
    "ruleId": "user:robin@example.com",
    "setting": "timezone",
    "sheetId": "0",
    "spreadsheetId": "1InventedSpreadsheet000000000000000000000000",
    "task": "SW52ZW50ZWRUYXNr",
    "tasklist": "SW52ZW50ZWRMaXN0",
    "text": "Lunch with Robin on Friday at noon",
    "userId": "me",
}

_EVENT: Final = {
    "summary": "Fitting of the red curtain",
    "description": "Bring the swatches.",
    "location": "Stage door",
    "start": {"dateTime": "2026-11-12T09:00:00", "timeZone": "Europe/Dublin"},
    "end": {"dateTime": "2026-11-12T10:00:00", "timeZone": "Europe/Dublin"},
    "attendees": [{"email": "robin@example.com"}],
    "reminders": {"useDefault": True},
    "extendedProperties": {"private": {"reference": "r-1"}},
}
_PERSON: Final = {
    "names": [{"givenName": "Robin", "familyName": "Sample"}],
    "emailAddresses": [{"value": "robin@example.com", "type": "work"}],
    "phoneNumbers": [{"value": "+353 20 915 0000", "type": "work"}],
    "organizations": [{"name": "Example Ltd", "title": "Rigger"}],
}
_VALUES: Final = {"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [["2026-11-12", "Curtain", 3.5]]}
_FILTERS: Final = [{"a1Range": "Sheet1!A1:B2"}]

BODIES: Final[Mapping[str, object]] = {
    "AclRule": {"role": "reader", "scope": {"type": "user", "value": "robin@example.com"}},
    "Calendar": {"summary": "Workshop", "timeZone": "Europe/Dublin"},
    "CalendarListEntry": {"id": "invented0group@group.calendar.google.com", "summaryOverride": "Workshop"},
    "Event": _EVENT,
    "FreeBusyRequest": {"timeMin": "2026-11-12T00:00:00Z", "timeMax": "2026-11-13T00:00:00Z", "items": [{"id": "primary"}]},
    "Comment": {"content": "Please check the second page."},
    "Drive": {"name": "Workshop"},
    "File": {
        "name": "plan.pdf",
        "parents": ["1InventedFolder00000000000000000"],
        "description": "Final",
        "appProperties": {"reference": "r-1"},
    },
    "Permission": {"type": "user", "role": "reader", "emailAddress": "robin@example.com"},
    "Reply": {"content": "Done.", "action": "resolve"},
    "Revision": {"keepForever": True},
    "BatchDeleteMessagesRequest": {"ids": ["18f0000000000001"]},
    "BatchModifyMessagesRequest": {"ids": ["18f0000000000001"], "addLabelIds": ["STARRED"]},
    "Draft": {"message": {"raw": "VG86IHJvYmluQGV4YW1wbGUuY29tDQpTdWJqZWN0OiBIZWxsbw0KDQpIaQ0K"}},
    "Label": {"name": "Workshop", "labelListVisibility": "labelShow"},
    "Message": {"raw": "VG86IHJvYmluQGV4YW1wbGUuY29tDQpTdWJqZWN0OiBIZWxsbw0KDQpIaQ0K"},
    "ModifyMessageRequest": {"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD"]},
    "ModifyThreadRequest": {"removeLabelIds": ["UNREAD"]},
    "BatchCreateContactsRequest": {"contacts": [{"contactPerson": _PERSON}], "readMask": "names"},
    "BatchDeleteContactsRequest": {"resourceNames": ["people/c1000000000000000002"]},
    "BatchUpdateContactsRequest": {"contacts": {"people/c1000000000000000002": _PERSON}, "updateMask": "names", "readMask": "names"},
    "CopyOtherContactToMyContactsGroupRequest": {"copyMask": "names,emailAddresses"},
    "CreateContactGroupRequest": {"contactGroup": {"name": "Riggers"}},
    "ModifyContactGroupMembersRequest": {"resourceNamesToAdd": ["people/c1000000000000000002"]},
    "Person": _PERSON,
    "UpdateContactGroupRequest": {"contactGroup": {"name": "Riggers"}, "updateGroupFields": "name"},
    "BatchClearValuesByDataFilterRequest": {"dataFilters": _FILTERS},
    "BatchClearValuesRequest": {"ranges": ["Sheet1!A1:B2"]},
    "BatchGetValuesByDataFilterRequest": {"dataFilters": _FILTERS, "majorDimension": "ROWS"},
    "BatchUpdateSpreadsheetRequest": {"requests": [{"addSheet": {"properties": {"title": "Autumn", "gridProperties": {"rowCount": 10}}}}]},
    "BatchUpdateValuesByDataFilterRequest": {
        "valueInputOption": "RAW",
        "data": [{"dataFilter": _FILTERS[0], "majorDimension": "ROWS", "values": [["Curtain"]]}],
    },
    "BatchUpdateValuesRequest": {"valueInputOption": "RAW", "data": [_VALUES]},
    "ClearValuesRequest": {},
    "CopySheetToAnotherSpreadsheetRequest": {"destinationSpreadsheetId": "1InventedSpreadsheet000000000000000000000001"},
    "GetSpreadsheetByDataFilterRequest": {"dataFilters": _FILTERS, "includeGridData": False},
    "SearchDeveloperMetadataRequest": {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "reference"}}]},
    "Spreadsheet": {"properties": {"title": "Hours", "locale": "en_IE"}, "sheets": [{"properties": {"title": "Autumn"}}]},
    "ValueRange": {"values": [["2026-11-12", "Curtain", 3.5]]},
    "BatchUpdateDocumentRequest": {"requests": [{"insertText": {"location": {"index": 1}, "text": "Curtain"}}]},
    "Document": {"title": "Minutes"},
    "Task": {"title": "Hang the curtain", "notes": "Red one", "due": "2026-11-12T00:00:00.000Z", "status": "needsAction"},
    "TaskList": {"title": "Workshop"},
}
"""Name of a request's shape -> an invented body."""

MEDIA: Final[Mapping[str, tuple[str, bytes]]] = {
    "File": ("text/plain", b"Invented file.\n"),
    "Message": ("message/rfc822", b"To: robin@example.com\r\nSubject: Hello\r\n\r\nHi\r\n"),
    "Draft": ("message/rfc822", b"To: robin@example.com\r\nSubject: Hello\r\n\r\nHi\r\n"),
}
"""Name of the shape that describes an upload -> media type and invented content."""

_BOUNDARY: Final = "===============0000000000000000001=="
_FIRST: Final = (("accept", "application/json"), ("accept-encoding", "gzip, deflate"), ("user-agent", "(gzip)"))
_CLIENT: Final = ("x-goog-api-client", "gdcl/2.202.0 gl-python/3.11.7 cred-type/u")
TOKEN_HEADER: Final = ("authorization", "Bearer ya29.invented-access-token")


def sample(path: str, fields: Shape, request: str) -> Sample:
    """A call as the client sends it: required parameters filled in, ``alt=json`` last."""
    wanted = [name.strip("!").partition(".")[2] for names in fields.values() for name in names.split() if name.endswith("!")]
    query = {name: PARAMETERS[name] for name in wanted if f"{{{name}}}" not in path}
    return Sample(
        path=filled(path),
        query=urlencode(query | {"alt": "json"}),
        headers=_headers("application/json" if request else ""),
        body=json.dumps(BODIES[request]).encode() if request else b"",
    )


def related_sample(path: str, request: str) -> Sample:
    """An upload in one piece: metadata and content as the two parts of a multipart/related body."""
    media_type, content = MEDIA[request]
    body = (
        f"--{_BOUNDARY}\nContent-Type: application/json\nMIME-Version: 1.0\n\n{json.dumps(BODIES[request])}\n"
        f"--{_BOUNDARY}\nContent-Type: {media_type}\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n"
    ).encode() + content
    return Sample(
        path=filled(path),
        query="alt=json&uploadType=multipart",
        headers=_headers(f'multipart/related; boundary="{_BOUNDARY}"'),
        body=body + f"\n--{_BOUNDARY}--\n".encode(),
    )


def chunk_sample(path: str, request: str) -> Sample:
    """The bytes of a resumable upload. The client sends them without a content type."""
    content = MEDIA[request][1]
    last = len(content) - 1
    return Sample(
        path=filled(path),
        query="alt=json&uploadType=resumable&upload_id=invented-upload-id",
        headers=(
            ("content-range", f"bytes 0-{last}/{len(content)}"),
            ("x-goog-api-client", "cred-type/u"),
            TOKEN_HEADER,
            ("user-agent", "Python-httplib2/0.32.1 (gzip)"),
            ("accept-encoding", "gzip, deflate"),
        ),
        body=content,
    )


def filled(path: str) -> str:
    """A path template with invented values."""
    for name, value in PARAMETERS.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def _headers(content_type: str) -> Headers:
    content = (("content-type", content_type),) if content_type else ()
    return (*_FIRST, _CLIENT, *content, TOKEN_HEADER)
