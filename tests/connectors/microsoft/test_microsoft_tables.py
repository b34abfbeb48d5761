"""The tables themselves, what was captured, and what is refused. Law: every word means something, and what is not offered does not pass."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msal
import pytest

from connectors.microsoft import MICROSOFT, calendar, directory, files, mail, tasks
from connectors.microsoft.graph import Call
from connectors.shapes import KINDS, Shapes
from gateway.model.decision import Review, Verdict
from gateway.model.field import Kind

Judge = Callable[..., Review]
OPERATIONS = {operation.name: operation for operation in MICROSOFT.operations}
CAPTURED = json.loads((Path(__file__).parents[2] / "data" / "connectors" / "microsoft_requests.json").read_text("utf-8"))
TABLES = {
    "mail": (mail.CALLS, mail.SHAPES),
    "calendar": (calendar.CALLS, calendar.SHAPES),
    "directory": (directory.CALLS, directory.SHAPES),
    "files": (files.CALLS, files.SHAPES),
    "todo": (tasks.TO_DO_CALLS, tasks.TO_DO_SHAPES),
    "planner": (tasks.PLANNER_CALLS, tasks.PLANNER_SHAPES),
}
JSON = (("content-type", "application/json"),)


@pytest.mark.parametrize(("calls", "shapes"), TABLES.values(), ids=TABLES)
def test_every_word_of_a_shape_is_a_class_or_a_shape(calls: dict[str, Call], shapes: Shapes) -> None:
    assert {word for shape in shapes.values() for word in shape} <= set(KINDS) | set(shapes)
    assert {call.request for call in calls.values()} <= {"", "*"} | set(shapes)


@pytest.mark.parametrize(("calls", "shapes"), TABLES.values(), ids=TABLES)
def test_a_name_stands_in_one_class_of_its_shape(calls: dict[str, Call], shapes: Shapes) -> None:
    for shape in shapes.values():
        names = [name.removesuffix("!") for names in shape.values() for name in names.split()]
        assert len(names) == len(set(names))


CATEGORIES = [
    ("me.mail.send", "body.Message.subject", "system.free_text"),
    ("me.mail.send", "body.message.body.content", "system.free_text"),
    ("me.mail.send", "body.message.toRecipients[].emailAddress.address", "user.contact.email"),
    ("me.mail.send", "body.message.attachments[].name", "system.free_text"),
    ("me.mail.send", "body.message.attachments[].contentBytes", "integro.attachment"),
    ("me.mail.send", "body.message.attachments[].item**", "integro.attachment"),
    ("me.mail.messages.list", "query.$search", "system.free_text"),
    ("me.mail.messages.list", "query.$filter", "system.free_text"),
    ("me.events.create", "body.location.displayName", "system.free_text"),
    ("me.events.create", "body.start.dateTime", "system.operations"),
    ("drives.files.items.upload", "path.item", "system.free_text"),
    ("drives.files.items.upload", "body", "integro.attachment"),
    ("me.files.root.path.upload", "path.file_path", "system.free_text"),
    ("drives.files.items.createLink", "body.password", "system.vendor_credential"),
    ("me.todo.tasks.create", "body.title", "system.free_text"),
    ("planner.tasks.updateDetails", "body.checklist{}.title", "system.free_text"),
    ("me.contacts.create", "body.surname", "user.name"),
    ("me.contacts.create", "body.birthday", "user.demographic"),
    ("login.token", "body.client_secret", "system.vendor_credential"),
]


@pytest.mark.parametrize(("operation", "pattern", "category"), CATEGORIES)
def test_a_field_carries_what_it_is_for(operation: str, pattern: str, category: str) -> None:
    assert OPERATIONS[operation].fields[pattern].category == category


def test_what_graph_answers_is_graph_s_and_what_login_answers_is_nobody_s() -> None:
    answers = {operation.hosts[0]: set() for operation in MICROSOFT.operations}
    for operation in MICROSOFT.operations:
        answers[operation.hosts[0]].add(operation.answers)
    assert answers == {"graph.microsoft.com": {"msgraph", ""}, "login.microsoftonline.com": {""}}
    assert [name for name, operation in OPERATIONS.items() if not operation.answers and operation.hosts[0].startswith("graph")] == ["batch"]


CAPTURED_OPERATIONS = {
    "msgraph-python/001": "me.mail.send",
    "msgraph-python/002": "drives.files.items.upload",
    "msgraph-python/003": "me.todo.tasks.create",
    "msgraph-python/004": "me.mail.messages.list",
    "o365-python/001": "login.token",
    "o365-python/002": "users.mail.send",
    "o365-python/003": "users.files.items.path.upload",
}


@pytest.mark.parametrize("record", CAPTURED, ids=lambda record: record["id"])
def test_a_captured_request_is_one_operation_with_every_field_declared(record, judge: Judge, captured) -> None:
    reviewed = judge(*captured(record))
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, CAPTURED_OPERATIONS[record["id"]], ())


GRAPH = "https://graph.microsoft.com"
PLACES = [
    ("PUT", "/v1.0/me/drive/root:/Workshop/plan.txt:/content", "me.files.root.path.upload"),
    ("PUT", "/v1.0/drives/b!d/items/i1:/plan.txt:/content", "drives.files.items.path.upload"),
    ("PUT", "/v1.0/drives/b!d/items/root%3A%2FWorkshop%2Fplan.txt%3A/content", "drives.files.items.upload"),
    ("GET", "/v1.0/me/drive/root:/Workshop/plan.txt", "me.files.root.path.get"),
    ("GET", "/v1.0/me/drive/root:/Workshop:/children", "me.files.root.path.children"),
    ("GET", "/v1.0/sites/example.sharepoint.com:/sites/workshop", "sites.get_by_path"),
    ("GET", "/v1.0/sites/example.sharepoint.com,1,2/drive/root/children", "sites.files.root.children"),
    ("GET", "/v1.0/me/drive/root/search(q='curtain')", "me.files.root.search"),
]


@pytest.mark.parametrize(("method", "path", "operation"), PLACES)
def test_a_file_is_found_by_id_and_by_path(method: str, path: str, operation: str, judge: Judge) -> None:
    body = b"Invented." if method == "PUT" else b""
    reviewed = judge(method, GRAPH + path, (), body)
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, operation, ())


REFUSED = [
    ("POST", f"{GRAPH}/v1.0/subscriptions", "operation_unknown"),
    ("POST", f"{GRAPH}/v1.0/me/mailFolders/inbox/messageRules", "operation_unknown"),
    ("POST", f"{GRAPH}/beta/me/sendMail", "operation_unknown"),
    ("POST", f"{GRAPH}/v1.0/me/drive/root:/plan.txt", "operation_unknown"),
    ("GET", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", "operation_unknown"),
    ("GET", "https://graph.microsoft.us/v1.0/me", "host_unknown"),
    ("PUT", "https://example.sharepoint.com/_api/v2.0/drives/d/uploadSession", "host_unknown"),
]


@pytest.mark.parametrize(("method", "url", "reason"), REFUSED, ids=lambda value: urlsplit(value).path or value)
def test_what_is_not_offered_is_refused(method: str, url: str, reason: str, judge: Judge) -> None:
    assert judge(method, url).reason == reason


def test_every_call_of_a_batch_is_judged_on_its_own(judge: Judge) -> None:
    calls = [
        {"id": "1", "method": "GET", "url": "/me/messages?$top=5"},
        {"id": "2", "method": "POST", "url": "/subscriptions", "headers": dict(JSON), "body": {"resource": "me/messages"}},
    ]
    reviewed = judge("POST", f"{GRAPH}/v1.0/$batch", JSON, json.dumps({"requests": calls}).encode())
    assert (reviewed.verdict, reviewed.operation, reviewed.dropped_items) == (Verdict.REDACT, "batch", 1)
    assert reviewed.outbound is not None
    assert [call["id"] for call in json.loads(reviewed.outbound.body)["requests"]] == ["1"]


class Recorder:
    """An HTTP client for msal that keeps what it is given."""

    class Answer:
        """Serves as token answer and as the configuration document alike."""

        status_code = 200
        headers: dict[str, str] = {}  # noqa: RUF012 - msal only reads it

        def __init__(self, url: str) -> None:
            base = "https://login.microsoftonline.com/contoso"
            document = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/oauth2/v2.0/token", "issuer": base}
            self.text = json.dumps(document if ".well-known" in url else {"access_token": "invented", "expires_in": 3600})

        def raise_for_status(self) -> None:
            """All is well."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, tuple[tuple[str, str], ...], bytes]] = []

    def post(self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: object) -> "Recorder.Answer":
        request = httpx.Request("POST", url, params=params, data=data, headers=headers)
        self.calls.append(("POST", str(request.url), headers_of(request), request.content))
        return self.Answer(url)

    def get(self, url: str, params: Any = None, headers: Any = None, **_: object) -> "Recorder.Answer":
        request = httpx.Request("GET", url, params=params, headers=headers)
        self.calls.append(("GET", str(request.url), headers_of(request), b""))
        return self.Answer(url)

    def close(self) -> None:
        """Nothing is open."""


def headers_of(request: httpx.Request) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode(), value.decode()) for name, value in request.headers.raw)


def test_every_call_of_msal_passes_whole(judge: Judge) -> None:
    recorder = Recorder()
    application = msal.ConfidentialClientApplication(
        "00000000-0000-4000-8000-000000000003",
        client_credential="invented-client-secret",
        authority="https://login.microsoftonline.com/contoso",
        http_client=recorder,
    )
    application.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    application.acquire_token_by_refresh_token("invented-refresh-token", ["https://graph.microsoft.com/Mail.Send"])
    reviews = [judge(*call) for call in recorder.calls]
    assert {reviewed.operation for reviewed in reviews} >= {"login.configuration", "login.token"}
    assert [(reviewed.verdict, reviewed.findings) for reviewed in reviews] == [(Verdict.PERMIT, ())] * len(reviews)


@pytest.mark.parametrize("name", ["client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "assertion"])
def test_a_secret_of_a_token_call_is_a_credential(name: str) -> None:
    assert OPERATIONS["login.token"].fields[f"body.{name}"].kind is Kind.CREDENTIAL
