"""Inner calls of a Google batch are taken out whole, and put back without those that may not leave."""

import base64
import dataclasses
import json
from pathlib import Path

import pytest

from gateway.codecs.google_batch import split
from gateway.model.errors import Refused

CAPTURED = json.loads((Path(__file__).parents[1] / "data" / "codecs" / "google_batch.json").read_text())
BODY = base64.b64decode(CAPTURED["body_b64"])
TYPE = CAPTURED["content_type"]
HOST = "www.googleapis.com"
MIXED = "multipart/mixed; boundary=b"
PART = b"Content-Type: application/http\r\nContent-ID: 1"


def batch(*calls: bytes, part: bytes = PART) -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n\r\n" + call + b"\r\n" for call in calls) + b"--b--"


def test_a_batch_of_the_real_library_is_taken_apart():
    parts = split(BODY, TYPE, HOST).parts
    assert [(part.method, part.path, part.query) for part in parts] == [
        ("POST", "/calendar/v3/calendars/primary/events", "alt=json"),
        ("GET", "/calendar/v3/calendars/primary/events/abc123", "alt=json"),
        ("DELETE", "/calendar/v3/calendars/primary/events/def456", ""),
        ("PATCH", "/calendar/v3/calendars/primary/events/ghi789", "sendUpdates=all&alt=json"),
    ]
    assert json.loads(parts[0].body)["summary"] == "Prüfstand mieten"
    assert [part.body for part in parts[1:3]] == [b"", b""]
    assert {(part.scheme, part.host, part.port) for part in parts} == {("https", HOST, 443)}
    assert all(part.header("host") is part.header("content-length") is None for part in parts)
    assert parts[0].header("content-type") == "application/json"


def test_an_id_the_application_chose_is_a_header_of_its_call():
    assert [part.header("content-id") for part in split(BODY, TYPE, HOST).parts] == [
        None,
        None,
        "<" + BODY.split(b"<")[1].split(b" ")[0].decode() + " + Quay%20lighting%20rehearsal>",
        None,
    ]


def test_an_untouched_batch_goes_back_byte_for_byte():
    taken = split(BODY, TYPE, HOST)
    assert taken.join(taken.parts) == (BODY, TYPE)
    assert taken.join([dataclasses.replace(part) for part in taken.parts]) == (BODY, TYPE)


def test_a_dropped_call_is_gone_and_the_others_are_untouched():
    taken = split(BODY, TYPE, HOST)
    body, _ = taken.join([None, taken.parts[1], None, taken.parts[3]])
    assert split(body, TYPE, HOST).parts == (taken.parts[1], taken.parts[3])
    assert b"Quay" not in body
    assert b"stand" not in body


def test_a_changed_call_is_written_with_its_length():
    taken = split(BODY, TYPE, HOST)
    changed = dataclasses.replace(taken.parts[0], body=b'{"summary":"[integro.task]"}', query="")
    body, _ = taken.join([changed, None, None, None])
    assert split(body, TYPE, HOST).parts == (changed,)
    assert b"POST /calendar/v3/calendars/primary/events HTTP/1.1\n" in body
    assert b"Content-Length: 28\n" in body
    assert b"Host: www.googleapis.com\n" in body
    assert BODY.split(b"Content-ID: ")[1].split(b"\n")[0] in body


def test_an_id_that_was_masked_is_written_masked():
    taken = split(BODY, TYPE, HOST)
    chosen = taken.parts[2]
    for left in [(("Content-ID", "[integro.task]"), *chosen.headers[1:]), chosen.headers[1:]]:
        body, _ = taken.join([None, None, dataclasses.replace(chosen, headers=left), None])
        assert b"Quay" not in body
        assert split(body, TYPE, HOST).parts[0].headers == left
        assert body.count(b"Content-ID") == len(left) - len(chosen.headers) + 1


def test_a_batch_of_which_nothing_is_left_is_refused():
    taken = split(BODY, TYPE, HOST)
    with pytest.raises(Refused, match="nothing_left"):
        taken.join([None] * 4)
    with pytest.raises(ValueError, match="shorter"):
        taken.join([None])


@pytest.mark.parametrize(
    ("call", "method", "path", "query", "body"),
    [
        (b"GET /drive/v3/files/1", "GET", "/drive/v3/files/1", "", b""),
        (b"GET /drive/v3/files/1\r\n", "GET", "/drive/v3/files/1", "", b""),
        (b"GET /drive/v3/files?q=a&b=/?x HTTP/1.1\r\n\r\n", "GET", "/drive/v3/files", "q=a&b=/?x", b""),
        (b"GET / HTTP/1.1\nHost: WWW.googleapis.com\n\n", "GET", "/", "", b""),
        (b"GET https://www.googleapis.com/a?b HTTP/1.1\r\n\r\n", "GET", "/a", "b", b""),
        (b"POST /a HTTP/1.1\r\nHost: www.googleapis.com:443\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n", "POST", "/a", "", b"{}"),
        (b"POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n\r\n", "POST", "/a", "", b""),
        (b"PUT /a\r\nContent-Type: application/json\r\n\r\n{}\r\n", "PUT", "/a", "", b"{}\r\n"),
        (b"POST /batchy HTTP/1.1\r\n\r\n", "POST", "/batchy", "", b""),
    ],
)
def test_calls_are_read_and_written_as_the_documentation_writes_them(call, method, path, query, body):
    taken = split(batch(call), MIXED, HOST)
    inner = taken.parts[0]
    assert (inner.method, inner.path, inner.query, inner.body) == (method, path, query, body)
    assert taken.join(taken.parts)[0] == batch(call)
    changed = dataclasses.replace(inner, path="/b", body=b"[]")
    assert split(taken.join([changed])[0], MIXED, HOST).parts == (changed,)


@pytest.mark.parametrize(
    "call",
    [
        b"",
        b"\r\n",
        b"words",
        b"get /a HTTP/1.1\r\n\r\n",
        b"GET  /a HTTP/1.1\r\n\r\n",
        b"GET /a HTTP/1.0\r\n\r\n",
        b"GET /a HTTP/2\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET /\xc3\xbc HTTP/1.1\r\n\r\n",
        b"GET /a#b HTTP/1.1\r\n\r\n",
        b"GET a HTTP/1.1\r\n\r\n",
        b"GET * HTTP/1.1\r\n\r\n",
        b"GET //evil.example/a HTTP/1.1\r\n\r\n",
        b"GET https://evil.example/a HTTP/1.1\r\n\r\n",
        b"GET https://www.googleapis.com.evil.example/a HTTP/1.1\r\n\r\n",
        b"GET https://www.googleapis.com HTTP/1.1\r\n\r\n",
        b"GET https://www.googleapis.com//evil.example HTTP/1.1\r\n\r\n",
        b"GET http://www.googleapis.com/a HTTP/1.1\r\n\r\n",
        b"GET /a/../b HTTP/1.1\r\n\r\n",
        b"GET /a/%2e%2E/b HTTP/1.1\r\n\r\n",
        b"GET /a/..%2fb HTTP/1.1\r\n\r\n",
        b"GET /a/.. HTTP/1.1\r\n\r\n",
        b"POST /batch HTTP/1.1\r\n\r\n",
        b"POST /batch/drive/v3 HTTP/1.1\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: \r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: www.googleapis.com\r\nhost: www.googleapis.com\r\n\r\n",
        b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET /a HTTP/1.1\r\nGateway-Tenant: other\r\n\r\n",
        b"GET /a HTTP/1.1\r\n folded\r\n\r\n",
        b"GET /a HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"GET /a HTTP/1.1\r\nA: b\nB: c\r\n\r\n",
        b"GET /a HTTP/1.1\nA: b\r\n\n",
        b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}",
        b"POST /a HTTP/1.1\r\nContent-Length: 1\r\n\r\n{}",
        b"POST /a HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}",
        b"POST /a HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\n{}",
        b"POST /a HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_a_call_with_another_reading_or_another_host_is_refused(call):
    with pytest.raises(Refused, match="body_undecodable"):
        split(batch(b"GET /ok HTTP/1.1\r\n\r\n", call), MIXED, HOST)


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: application/json",
        b"Content-Type: application/http; version=1.1",
        b"Content-Type: application/http; msgtype=response",
        b"Content-Type: application/http\r\nX-Note: secret",
        b"Content-Type: application/http\r\nContent-Transfer-Encoding: base64",
        b"Content-Type: application/http\r\nMIME-Version: secret",
        b"Content-Type: application/http\r\nContent-ID: 1\r\ncontent-id: 2",
    ],
)
def test_a_part_that_is_no_plain_call_is_refused(part):
    with pytest.raises(Refused, match="body_undecodable"):
        split(batch(b"GET /a", part=part), MIXED, HOST)


def test_an_id_the_application_chose_can_not_stand_twice():
    part = b"Content-Type: application/http\r\nContent-ID: words"
    assert split(batch(b"GET /a", part=part), MIXED, HOST).parts[0].headers == (("Content-ID", "words"),)
    with pytest.raises(Refused, match="two Content-IDs"):
        split(batch(b"GET /a HTTP/1.1\r\nContent-ID: x\r\n\r\n", part=part), MIXED, HOST)


def test_an_ordinary_content_id_of_the_call_stays_with_the_call():
    taken = split(batch(b"GET /a HTTP/1.1\r\nContent-ID: x\r\n\r\n"), MIXED, HOST)
    changed = dataclasses.replace(taken.parts[0], path="/b")
    assert taken.join([changed])[0] == batch(b"GET /b HTTP/1.1\r\nContent-ID: x\r\n\r\n")


@pytest.mark.parametrize("content_type", ["multipart/related; boundary=b", "application/json", "", "multipart/mixed"])
def test_what_is_no_multipart_mixed_is_refused(content_type):
    with pytest.raises(Refused, match="body_undecodable"):
        split(batch(b"GET /a"), content_type, HOST)


@pytest.mark.parametrize(
    "change", [{"path": "/a b"}, {"path": "/a\r\nX: y"}, {"query": "\u00fc"}, {"headers": (("A", "b\r\nC: d"),)}, {"body": b"--b"}]
)
def test_a_call_that_would_read_differently_is_not_written(change):
    taken = split(batch(b"GET /a"), MIXED, HOST)
    with pytest.raises(Refused, match="body_undecodable"):
        taken.join([dataclasses.replace(taken.parts[0], **change)])


def test_a_batch_cut_anywhere_is_refused():
    for end in range(len(BODY.rstrip())):
        with pytest.raises(Refused, match="body_undecodable"):
            split(BODY[:end], TYPE, HOST)
