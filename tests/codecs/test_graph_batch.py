"""Inner calls of a Graph batch are taken out whole, and put back without those that may not leave."""

import base64
import dataclasses
import json

import pytest

from gateway.codecs.graph_batch import split
from gateway.model.errors import Refused

HOST = "graph.microsoft.com"
MAIL = {"id": "1", "method": "POST", "url": "/me/sendMail", "headers": {"Content-Type": "application/json"}, "body": {"message": {"n": 1}}}
READ = {"id": "2", "method": "GET", "url": "/me/messages?$top=5&$select=id", "dependsOn": ["1"]}
FILE = {
    "id": "B5B1A2C3-0000-4000-8000-00000000000f",
    "method": "put",
    "url": "/me/drive/root:/plan%20b.txt:/content",
    "headers": {"content-type": "text/plain"},
    "body": base64.b64encode(b"Task: Quay").decode(),
    "dependsOn": ["2", "1"],
}


def batch(*items: dict) -> bytes:
    return json.dumps({"requests": items}).encode()


def requests(body: bytes) -> list[dict]:
    return json.loads(body)["requests"]


def test_inner_calls_are_requests_of_their_own():
    parts = split(batch(MAIL, READ, FILE), "application/json", HOST).parts
    assert [(part.method, part.path, part.query, part.headers, part.body) for part in parts] == [
        ("POST", "/v1.0/me/sendMail", "", (("Content-Type", "application/json"),), b'{"message":{"n":1}}'),
        ("GET", "/v1.0/me/messages", "$top=5&$select=id", (), b""),
        ("PUT", "/v1.0/me/drive/root:/plan%20b.txt:/content", "", (("content-type", "text/plain"),), b"Task: Quay"),
    ]
    assert {(part.scheme, part.host, part.port) for part in parts} == {("https", HOST, 443)}


def test_the_version_of_the_batch_is_the_version_of_its_calls():
    taken = split(batch(READ | {"dependsOn": []}), "", HOST, base="/beta")
    assert taken.parts[0].path == "/beta/me/messages"
    changed = dataclasses.replace(taken.parts[0], query="")
    assert requests(taken.join([changed])[0]) == [READ | {"url": "/me/messages", "dependsOn": []}]


def test_an_untouched_batch_goes_back_byte_for_byte():
    body = json.dumps({"requests": [MAIL, READ, FILE]}, indent=2).encode()
    taken = split(body, "application/json; charset=utf-8", HOST)
    assert taken.join([dataclasses.replace(part) for part in taken.parts]) == (body, "application/json; charset=utf-8")


def test_numbers_keep_their_spelling():
    body = (
        b'{"requests":[{"id":"1","method":"POST","url":"/a","body":{"n":1.50,"big":12345678901234567890123}},'
        b'{"id":"2","method":"GET","url":"/b"}]}'
    )
    taken = split(body, "", HOST)
    assert taken.parts[0].body == b'{"n":1.50,"big":12345678901234567890123}'
    assert b'{"n":1.50,"big":12345678901234567890123}' in taken.join([taken.parts[0], None])[0]


def test_a_changed_call_is_written_and_the_others_are_not_touched():
    taken = split(batch(MAIL, READ, FILE), "", HOST)
    mail = dataclasses.replace(taken.parts[0], body=b'{"message":{}}', headers=(("Content-Type", "application/json"), ("Prefer", "x")))
    file = dataclasses.replace(taken.parts[2], body=b"[integro.task]")
    assert requests(taken.join([mail, taken.parts[1], file])[0]) == [
        MAIL | {"body": {"message": {}}, "headers": {"Content-Type": "application/json", "Prefer": "x"}},
        READ,
        FILE | {"method": "PUT", "body": base64.b64encode(b"[integro.task]").decode()},
    ]


def test_headers_that_were_dropped_are_gone():
    taken = split(batch(MAIL | {"headers": {"Prefer": "Quay", "Content-Type": "application/json"}}), "", HOST)
    left = dataclasses.replace(taken.parts[0], headers=())
    assert requests(taken.join([left])[0]) == [MAIL | {"headers": {}}]


@pytest.mark.parametrize(
    ("dropped", "left"),
    [((0,), []), ((1,), ["1", "4"]), ((2,), ["1", "2", "4"]), ((3,), ["1", "2", FILE["id"]]), ((1, 2), ["1", "4"])],
)
def test_what_depends_on_a_dropped_call_is_dropped(dropped, left):
    other = {"id": "4", "method": "GET", "url": "/me", "dependsOn": ["1"]}
    taken = split(batch(MAIL, READ, FILE, other), "", HOST)
    kept = [None if index in dropped else part for index, part in enumerate(taken.parts)]
    if left:
        assert [item["id"] for item in requests(taken.join(kept)[0])] == left
    else:
        with pytest.raises(Refused, match="nothing_left"):
            taken.join(kept)


def test_a_batch_of_which_nothing_is_left_is_refused():
    taken = split(batch(MAIL), "", HOST)
    with pytest.raises(Refused, match="nothing_left"):
        taken.join([None])


def test_dependencies_as_msgraph_core_spells_them_count_the_same():
    first, second = ({"id": name, "method": "GET", "url": "/me", "depends_on": needs} for name, needs in (("1", []), ("2", ["1"])))
    taken = split(batch(first, second), "", HOST)
    assert requests(taken.join([taken.parts[0], None])[0]) == [first]
    with pytest.raises(Refused, match="nothing_left"):
        taken.join([None, taken.parts[1]])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"requests":{}}',
        b'{"requests":[]}',
        b'{"requests":[1]}',
        b'{"requests":[{}]}',
        b'{"requests":[{"id":"1","method":"GET","url":"/me"}],"note":"secret"}',
        b'{"requests":[{"id":"1","method":"GET","url":"/me","url":"/you"}]}',
        b'{"requests":[{"id":"1","method":"GET","url":"/me"}]} x',
    ],
)
def test_what_is_no_batch_is_refused(body):
    with pytest.raises(Refused, match="body_undecodable"):
        split(body, "", HOST)


@pytest.mark.parametrize(
    "change",
    [
        {"note": "secret"},
        {"atomicityGroup": "g"},
        {"id": None},
        {"id": 1},
        {"id": "Quay lighting"},
        {"id": "nimbus-cycle"},
        {"id": "2"},
        {"method": ""},
        {"method": 1},
        {"method": "GET /x"},
        {"method": "PÖST"},
        {"url": None},
        {"url": ""},
        {"url": "me"},
        {"url": "https://graph.microsoft.com/v1.0/me"},
        {"url": "?x"},
        {"url": "/me x"},
        {"url": "/me#x"},
        {"url": "/me?a#x"},
        {"url": "/mü"},
        {"url": "/me\r\nX: y"},
        {"url": "/../beta/me"},
        {"url": "/me/%2e%2e/x"},
        {"url": "/me\\..\\x"},
        {"url": "/$batch"},
        {"url": "/%24Batch?x"},
        {"headers": []},
        {"headers": "x"},
        {"headers": {"A": 1}},
        {"headers": {"A": "x\r\nB: y"}},
        {"headers": {"A B": "x"}},
        {"headers": {"": "x"}},
        {"headers": {"A": "x", "a": "y"}},
        {"headers": {"Host": "evil.example"}},
        {"headers": {"Content-Length": "3"}},
        {"headers": {"Transfer-Encoding": "chunked"}},
        {"headers": {"Gateway-Tenant": "other"}},
        {"headers": {"Content-Type": "text/plain"}, "body": {"a": 1}},
        {"headers": {"Content-Type": "text/plain"}, "body": "no base64"},
        {"headers": {"Content-Type": "text/plain"}, "body": "QR=="},
        {"headers": {"Content-Type": "text/plain"}, "body": "ü"},
        {"headers": {"Content-Type": ";"}},
        {"dependsOn": "2"},
        {"dependsOn": ["3"]},
        {"dependsOn": [2]},
        {"depends_on": ["3"]},
    ],
)
def test_a_call_with_an_undocumented_or_ambiguous_member_is_refused(change):
    with pytest.raises(Refused, match="body_undecodable"):
        split(batch(MAIL | change, READ | {"dependsOn": []}), "", HOST)


def test_more_calls_than_documented_are_refused():
    calls = [{"id": str(number), "method": "GET", "url": "/me"} for number in range(21)]
    assert len(split(batch(*calls[:20]), "", HOST).parts) == 20
    with pytest.raises(Refused, match="20 requests"):
        split(batch(*calls), "", HOST)


def test_calls_that_wait_for_each_other_go_or_stay_together():
    calls = [READ | {"id": "1", "dependsOn": ["2"]}, READ | {"id": "2", "dependsOn": ["1"]}]
    taken = split(batch(*calls), "", HOST)
    with pytest.raises(Refused, match="nothing_left"):
        taken.join([taken.parts[0], None])


def test_a_body_can_be_added_to_and_taken_from_a_call():
    taken = split(batch(READ | {"dependsOn": []}, MAIL), "", HOST)
    read, mail = (dataclasses.replace(part, body=body) for part, body in zip(taken.parts, (b"{}", b"null"), strict=True))
    assert [item["body"] for item in requests(taken.join([read, mail])[0])] == [{}, None]


def test_a_batch_in_another_charset_is_refused():
    with pytest.raises(Refused, match="charset"):
        split(batch(MAIL), "application/json; charset=utf-16", HOST)
