"""The tables themselves. Law: the committed modules are what the generator writes today, and every word in them means something."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.google import GOOGLE, calendar, docs, drive, gmail, people, sheets, tasks
from connectors.google.rest import Api
from connectors.shapes import KINDS, expand_named
from gateway.model.decision import Review, Verdict
from gateway.model.field import Kind

Judge = Callable[..., Review]
APIS = {module.__name__.rpartition(".")[2]: module.API for module in (calendar, docs, drive, gmail, people, sheets, tasks)}
OPERATIONS = {operation.name: operation for operation in GOOGLE.operations}
GENERATOR = runpy.run_path(str(Path(__file__).with_name("generate_fields.py")))
CAPTURED = json.loads((Path(__file__).parents[2] / "data" / "connectors" / "google_requests.json").read_text("utf-8"))


@pytest.mark.parametrize("source", GENERATOR["SOURCES"], ids=lambda source: source.module)
def test_the_committed_tables_are_what_the_generator_writes(source) -> None:
    for name, text in GENERATOR["module_texts"](source):
        assert (GENERATOR["TARGET"] / name).read_text("utf-8") == text, f"run {GENERATOR['__file__']} and read what changed"


@pytest.mark.parametrize("api", APIS.values(), ids=APIS)
def test_every_word_is_a_class_or_a_shape_and_every_shape_is_reached(api: Api) -> None:
    assert not set(KINDS) & set(api.shapes)
    reached = {method.request for method in api.methods.values() if method.request}
    waiting = list(reached)
    while waiting:
        words = {word for word in api.shapes[waiting.pop()] if word not in KINDS}
        waiting += words - reached
        reached |= words
    assert reached == set(api.shapes)


@pytest.mark.parametrize("api", APIS.values(), ids=APIS)
def test_a_name_stands_in_one_class_of_its_shape(api: Api) -> None:
    for shape in api.shapes.values():
        names = [name.removesuffix("!").removesuffix("**") for names in shape.values() for name in names.split()]
        assert len(names) == len(set(names))


def test_a_shape_that_holds_itself_is_cut_to_free_text() -> None:
    fields = expand_named("Message", gmail.API.shapes, "body")
    assert fields["body.payload.parts[]**"].kind is Kind.FREE_TEXT
    assert "body.payload.parts[].filename" not in fields


CATEGORIES = [
    ("calendar.events.insert", "body.summary", "system.free_text"),
    ("calendar.events.insert", "body.extendedProperties.private{}", "system.free_text"),
    ("calendar.events.insert", "body.attendees[].email", "user.contact.email"),
    ("calendar.events.insert", "body.start.dateTime", "system.operations"),
    ("calendar.events.list", "query.q", "system.free_text"),
    ("calendar.events.quickAdd", "query.text", "system.free_text"),
    ("drive.files.list", "query.q", "system.free_text"),
    ("drive.files.create", "body.name", "system.free_text"),
    ("drive.files.create", "body.appProperties{}", "system.free_text"),
    ("drive.files.create", "body.contentHints.indexableText", "integro.attachment"),
    ("drive.files.create.upload", "body.metadata.body.name", "system.free_text"),
    ("drive.files.create.upload", "body.media.body", "integro.attachment"),
    ("drive.files.create.upload", "body.media.body**", "integro.attachment"),
    ("drive.files.create.upload", "body", "integro.attachment"),
    ("drive.files.create.chunk", "body", "integro.attachment"),
    ("drive.permissions.create", "body.emailAddress", "user.contact.email"),
    ("drive.permissions.create", "query.emailMessage", "system.free_text"),
    ("gmail.users.messages.send", "body.raw", "integro.attachment"),
    ("gmail.users.messages.send", "header.authorization", "system.vendor_credential"),
    ("gmail.users.messages.list", "query.q", "system.free_text"),
    ("people.people.createContact", "body.names[].familyName", "user.name"),
    ("people.people.createContact", "body.birthdays[].date**", "user.demographic"),
    ("people.people.createContact", "body.phoneNumbers[].value", "user.contact.phone_number"),
    ("sheets.spreadsheets.values.append", "path.range", "system.free_text"),
    ("sheets.spreadsheets.values.append", "body.values[][]", "system.free_text"),
    ("sheets.spreadsheets.batchUpdate", "body.requests[].addSheet.properties.title", "system.free_text"),
    ("docs.documents.batchUpdate", "body.requests[].insertText.text", "system.free_text"),
    ("tasks.tasks.insert", "body.title", "system.free_text"),
    ("account.token", "body.refresh_token", "system.vendor_credential"),
]


@pytest.mark.parametrize(("operation", "pattern", "category"), CATEGORIES)
def test_a_field_carries_what_it_is_for(operation: str, pattern: str, category: str) -> None:
    assert OPERATIONS[operation].fields[pattern].category == category


ANSWERS = [
    ("gmail.users.messages.get", "google.restricted"),
    ("drive.files.get", "google.restricted"),
    ("calendar.events.get", "google.sensitive"),
    ("people.people.get", "google.sensitive"),
    ("sheets.spreadsheets.get", "google.sensitive"),
    ("docs.documents.get", "google.sensitive"),
    ("tasks.tasks.get", "google.sensitive"),
    ("account.userinfo", "google.basic"),
    ("account.token", ""),
]


@pytest.mark.parametrize(("operation", "origin"), ANSWERS)
def test_an_answer_is_labelled_with_the_class_of_its_data(operation: str, origin: str) -> None:
    assert OPERATIONS[operation].answers == origin


CAPTURED_OPERATIONS = {
    "google-api-python/001": "calendar.events.insert",
    "google-api-python/002": "drive.files.create.upload",
    "google-api-python/003": "drive.files.create.upload",
    "google-api-python/004": "drive.files.create.chunk",
    "google-api-python/005": "drive.files.list",
    "google-api-python/006": "gmail.users.messages.send",
    "google-api-python/007": "sheets.spreadsheets.values.append",
    "google-api-python/008": "docs.documents.batchUpdate",
    "gspread-python/001": "sheets.spreadsheets.values.append",
    "gspread-python/002": "sheets.spreadsheets.batchUpdate",
    "gspread-python/003": "sheets.spreadsheets.values.update",
}


@pytest.mark.parametrize("record", CAPTURED, ids=lambda record: record["id"])
def test_a_captured_request_is_one_operation_with_every_field_declared(record, judge: Judge, captured) -> None:
    reviewed = judge(*captured(record))
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, CAPTURED_OPERATIONS[record["id"]], ())


REFUSED = [
    ("POST", "https://www.googleapis.com/calendar/v3/calendars/primary/events/watch", "operation_unknown"),
    ("POST", "https://gmail.googleapis.com/gmail/v1/users/me/settings/forwardingAddresses", "operation_unknown"),
    ("POST", "https://gmail.googleapis.com/gmail/v1/users/me/settings/sendAs", "operation_unknown"),
    ("POST", "https://www.googleapis.com/batch", "operation_unknown"),
    ("GET", "https://www.googleapis.com/gmail/v1/users/me/messages", "operation_unknown"),
    ("POST", "https://storage.googleapis.com/upload/storage/v1/b/bucket/o", "host_unknown"),
]


@pytest.mark.parametrize(("method", "url", "reason"), REFUSED, ids=lambda value: urlsplit(value).path or value)
def test_what_is_not_offered_is_refused(method: str, url: str, reason: str, judge: Judge) -> None:
    assert judge(method, url).reason == reason


def test_another_method_in_a_header_is_refused(judge: Judge) -> None:
    reviewed = judge(
        "POST",
        "https://www.googleapis.com/calendar/v3/calendars/primary/events",
        (("content-type", "application/json"), ("x-http-method-override", "GET")),
        b'{"summary": "Lunch"}',
    )
    assert (reviewed.outbound, reviewed.reason) == (None, "operation_unknown")


def test_a_search_sent_as_a_form_because_it_is_long_is_refused(judge: Judge) -> None:
    form = (("content-type", "application/x-www-form-urlencoded"), ("x-http-method-override", "GET"))
    assert judge("POST", "https://www.googleapis.com/drive/v3/files", form, b"q=" + b"x" * 2048).reason == "operation_unknown"
