"""Every declared Google method, called with the real client offline. Law: each is one operation, and no field is undeclared."""

import functools
import io
import json
import keyword
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httplib2
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build, key2param
from googleapiclient.http import MediaIoBaseUpload

from connectors.google import GOOGLE, calendar, docs, drive, gmail, people, sheets, tasks
from connectors.google.rest import Api, Method
from connectors.google.samples import BODIES, MEDIA, PARAMETERS
from gateway.model.connector import Operation
from gateway.model.decision import Review, Verdict

Judge = Callable[..., Review]
APIS = {
    "calendar": ("v3", calendar.API),
    "docs": ("v1", docs.API),
    "drive": ("v3", drive.API),
    "gmail": ("v1", gmail.API),
    "people": ("v1", people.API),
    "sheets": ("v4", sheets.API),
    "tasks": ("v1", tasks.API),
}
METHODS = [(name, api, method) for _, api in APIS.values() for name, method in api.methods.items()]
UPLOADS = [(name, api, method) for name, api, method in METHODS if method.upload]
OPERATIONS = {operation.name: operation for operation in GOOGLE.operations}
PEOPLE = {"peopleId": "people/", "contactGroupsId": "contactGroups/", "otherContactsId": "otherContacts/"}


class Recorder:
    """Stands where httplib2 would open a connection."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, tuple[tuple[str, str], ...], bytes]] = []

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_: object) -> tuple[Any, bytes]:
        sent = body.read() if hasattr(body, "read") else body or b""
        self.calls.append((method, uri, tuple((headers or {}).items()), sent.encode() if isinstance(sent, str) else sent))
        answer = {"status": "200", "content-type": "application/json", "location": uri + "&upload_id=invented-upload-id"}
        return httplib2.Response(answer), b"{}"

    def close(self) -> None:
        """Nothing is open."""


@functools.cache
def service(name: str) -> Any:
    """The client of an API, from its bundled description. Its credentials are never used: the recorder is handed to ``execute``."""
    return build(name, APIS[name][0], credentials=Credentials("invented"), static_discovery=True)


def arguments(method: Method, fields: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments of a client method: path parameters, then whatever else is asked for."""
    given: dict[str, Any] = {}
    for parameter in re.findall(r"\{(\w+)\}", method.path):
        given["resourceName" if parameter in PEOPLE else parameter] = PEOPLE.get(parameter, "") + PARAMETERS[parameter]
    return given | fields | ({"body": BODIES[method.request]} if method.request else {})


def query_names(method: Method, *, required: bool) -> Iterator[str]:
    """Query parameters of a method as its table writes them."""
    for names in method.fields.values():
        for name in names.split():
            if name.startswith("query.") and "[]" not in name and (name.endswith("!") or not required):
                yield name.removeprefix("query.").removesuffix("!")


def without_alt(query: str) -> list[tuple[str, str]]:
    """The client leaves ``alt=json`` out where a method answers nothing."""
    return [pair for pair in parse_qsl(query) if pair != ("alt", "json")]


def call(name: str, **given: Any) -> Any:
    """Build a client's request for ``gmail.users.messages.send`` and the like."""
    api, *resources, method = name.split(".")
    resource = service(api)
    for part in resources:
        resource = getattr(resource, part)()
    return getattr(resource, method + "_" * keyword.iskeyword(method))(**given)


def sent(request: Any) -> list[tuple[str, str, tuple[tuple[str, str], ...], bytes]]:
    recorder = Recorder()
    request.execute(http=recorder)
    return recorder.calls


def described(name: str) -> dict[str, Any]:
    """The method's parameters as the bundled description has them."""
    api, *resources, last = name.split(".")
    resource = service(api)._rootDesc
    for part in resources:
        resource = resource["resources"][part]
    return resource["methods"][last].get("parameters", {})


def invented(parameter: dict[str, Any]) -> Any:
    """A value the client accepts for a parameter."""
    if "enum" in parameter:
        value: Any = parameter["enum"][0]
    else:
        value = {"integer": 1, "boolean": True, "number": 1.5}.get(parameter["type"], "2026-11-12T00:00:00Z")
    return [value, value] if parameter.get("repeated") else value


@pytest.mark.parametrize(("name", "api", "method"), METHODS, ids=[name for name, _, _ in METHODS])
def test_a_method_is_sent_as_its_sample_says(name: str, api: Api, method: Method, judge: Judge) -> None:
    required = {key: PARAMETERS[key] for key in query_names(method, required=True)}
    ((verb, url, headers, body),) = sent(call(name, **arguments(method, required)))
    sample, operation, parts = OPERATIONS[name].sample, OPERATIONS[name], urlsplit(url)
    assert (verb, parts.netloc, parts.path) == (operation.method, api.host, sample.path)
    assert sorted(without_alt(parts.query)) == sorted(without_alt(sample.query))
    assert {key.lower() for key, _ in headers} - {"content-length"} == {key for key, _ in sample.headers} - {"authorization"}
    assert (json.loads(body) if body else None) == (json.loads(sample.body) if sample.body else None)
    reviewed = judge(verb, url, headers, body)
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, name, ())


@pytest.mark.parametrize(("name", "api", "method"), METHODS, ids=[name for name, _, _ in METHODS])
def test_every_query_parameter_of_a_method_is_declared(name: str, api: Api, method: Method, judge: Judge) -> None:
    parameters = {key: value for key, value in described(name).items() if value.get("location") == "query"}
    given = {key2param(key): invented(value) for key, value in parameters.items() if key.lower() != "userip"}
    ((verb, url, headers, body),) = sent(call(name, **arguments(method, given)))
    reviewed = judge(verb, url, headers, body)
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, name, ())


@pytest.mark.parametrize(("name", "api", "method"), UPLOADS, ids=[name for name, _, _ in UPLOADS])
def test_an_upload_in_one_piece_is_sent_as_its_sample_says(name: str, api: Api, method: Method, judge: Judge) -> None:
    media_type, content = MEDIA[method.request]
    media = MediaIoBaseUpload(io.BytesIO(content), media_type)
    ((verb, url, headers, body),) = sent(call(name, **arguments(method, {"media_body": media})))
    boundary = re.search(r'boundary="(.+)"', dict(headers)["content-type"])
    sample = OPERATIONS[f"{name}.upload"].sample
    assert boundary is not None
    assert body.replace(boundary[1].encode(), b"===============0000000000000000001==") == sample.body
    assert urlsplit(url).path == sample.path
    reviewed = judge(verb, url, headers, body)
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, f"{name}.upload", ())
    assert "integro.attachment" in reviewed.leaving


@pytest.mark.parametrize(("name", "api", "method"), UPLOADS, ids=[name for name, _, _ in UPLOADS])
def test_an_upload_without_metadata_is_an_attachment(name: str, api: Api, method: Method, judge: Judge) -> None:
    media = MediaIoBaseUpload(io.BytesIO(b"\x89PNG\x00"), "image/png")
    given = {key: value for key, value in arguments(method, {}).items() if key != "body"}
    request = call(name, **given, body=None, media_body=media)
    ((verb, url, headers, body),) = sent(request)
    assert body == b"\x89PNG\x00"
    reviewed = judge(verb, url, headers, body)
    assert (reviewed.verdict, reviewed.operation) == (Verdict.PERMIT, f"{name}.upload")
    assert "integro.attachment" in reviewed.leaving


@pytest.mark.parametrize(("name", "api", "method"), UPLOADS, ids=[name for name, _, _ in UPLOADS])
def test_a_resumable_upload_announces_itself_and_then_sends_its_bytes(name: str, api: Api, method: Method, judge: Judge) -> None:
    media_type, content = MEDIA[method.request]
    media = MediaIoBaseUpload(io.BytesIO(content), media_type, resumable=True)
    announcement, chunk = sent(call(name, **arguments(method, {"media_body": media})))
    first, second = judge(*announcement), judge(*chunk)
    bytes_go_to = f"{name}.upload" if method.verb == "PUT" else f"{name}.chunk"
    assert (first.verdict, first.operation, first.findings) == (Verdict.PERMIT, f"{name}.upload", ())
    assert (second.verdict, second.operation, second.findings) == (Verdict.PERMIT, bytes_go_to, ())
    assert "integro.attachment" in second.leaving


@pytest.mark.parametrize("api", sorted(APIS))
def test_every_call_of_a_batch_is_judged(api: str, judge: Judge) -> None:
    recorder = Recorder()
    batch = service(api).new_batch_http_request()
    for name, method in list(APIS[api][1].methods.items())[:4]:
        required = {key: PARAMETERS[key] for key in query_names(method, required=True)}
        batch.add(call(name, **arguments(method, required)))
    with pytest.raises(Exception):  # noqa: B017, PT011 - the recorder's answer is no batch answer; the request is what counts
        batch.execute(http=recorder)
    ((verb, url, headers, body), *_) = recorder.calls
    reviewed = judge(verb, url, headers, body)
    assert (reviewed.verdict, reviewed.findings) == (Verdict.PERMIT, ())
    assert reviewed.operation in {"batch", "batch.api"}
    assert reviewed.answers == APIS[api][1].answers


def test_a_person_s_address_in_the_query_is_dropped(judge: Judge) -> None:
    reviewed = judge("GET", "https://www.googleapis.com/calendar/v3/colors?alt=json&userIp=192.0.2.7")
    assert reviewed.outbound is not None
    assert reviewed.outbound.query == "alt=json"


def undeclared(operation: Operation) -> bool:
    return not operation.documentation.startswith("https://developers.google.com/")


def test_every_operation_names_its_reference_page() -> None:
    assert [operation.name for operation in GOOGLE.operations if undeclared(operation)] == []
