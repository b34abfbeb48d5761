"""Envelopes are read to the letter of their grammar, and every length is written anew."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.decoded import ITEMS
from gateway.codecs.sentry_envelope import decode
from gateway.model.errors import Refused

ID = b'{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}'


def read(body: bytes):
    return decode(body, "application/x-sentry-envelope", {})


def items(body: bytes) -> list[tuple[str, object]]:
    return [(kind, item["payload"]) for entry in read(body).tree["items"] for kind, item in entry.items()]


@pytest.mark.parametrize(
    ("body", "payloads"),
    [
        pytest.param(b"{}", [], id="empty"),
        pytest.param(b"{}\n", [], id="empty, newline"),
        pytest.param(
            ID + b'\n{"type":"attachment","length":10,"content_type":"text/plain","filename":"hello.txt"}\n\xef\xbb\xbfHello\r\n\n'
            b'{"type":"event","length":41}\n{"message":"hello world","level":"error"}\n',
            [("attachment", "\ufeffHello\r\n"), ("event", {"message": "hello world", "level": "error"})],
            id="two items",
        ),
        pytest.param(ID + b'\n{"type":"event","length":13}\n{"message":1}', [("event", {"message": 1})], id="newline omitted"),
        pytest.param(
            ID + b'\n{"type":"attachment","length":0}\n\n{"type":"attachment","length":0}\n\n',
            [("attachment", b""), ("attachment", b"")],
            id="two empty attachments",
        ),
        pytest.param(
            ID + b'\n{"type":"attachment","length":0}\n\n{"type":"attachment","length":0}\n',
            [("attachment", b""), ("attachment", b"")],
            id="two empty attachments, newline omitted",
        ),
        pytest.param(
            ID + b'\n{"type":"attachment","length":0}\n\n{"type":"attachment","length":0}',
            [("attachment", b""), ("attachment", b"")],
            id="the last header ends the envelope",
        ),
        pytest.param(ID + b'\n{"type":"attachment"}', [("attachment", b"")], id="nothing behind a header without length"),
        pytest.param(ID + b'\n{"type":"attachment"}\nhelloworld\n', [("attachment", "helloworld")], id="implicit length"),
        pytest.param(ID + b'\n{"type":"attachment"}\nhelloworld', [("attachment", "helloworld")], id="implicit length to the end"),
        pytest.param(ID + b'\n{"type":"attachment","length":null}\nhelloworld', [("attachment", "helloworld")], id="null length"),
        pytest.param(b'{}\n{"type":"session"}\n{"sid":"1"}\r\n', [("session", {"sid": "1"})], id="CR is white space of the document"),
        pytest.param(b'{}\n{"type":"attachment"}\nhello\r\n', [("attachment", "hello\r")], id="CR is part of the payload"),
        pytest.param(
            b'{}\n{"type":"attachment","length":2}\n\n\n\n{"type":"statsd"}\na:1|c',
            [("attachment", "\n\n"), ("statsd", "a:1|c")],
            id="newlines",
        ),
        pytest.param(b'{}\n{"type":"attachment","length":2}\n\xff\xfe\n', [("attachment", b"\xff\xfe")], id="binary"),
        pytest.param(b'{}\n{"type":"replay_recording","length":5}\n{}\n[]\n', [("replay_recording", b"{}\n[]")], id="recording"),
        pytest.param(b'{}\n{"type":"a.new.type"}\n{"a":1,"a":2}\n', [("a.new.type", b'{"a":1,"a":2}')], id="unknown"),
        pytest.param(
            b'{}\n{"type":"profile_chunk","length":4,"meta_length":2}\n{}\xff\0', [("profile_chunk", b"{}\xff\0")], id="binary profile"
        ),
        pytest.param(b'{}\n{"type":"event","length":0}\n\n', [("event", b"")], id="empty event"),
        pytest.param(b'{}\n{"length":1,"type":"event"}\n1', [("event", 1)], id="number"),
    ],
)
def test_an_envelope_is_read_and_written(body, payloads):
    assert items(body) == payloads
    decoded = read(body)
    written = decoded.encode(decoded.tree)
    assert read(written).tree == decoded.tree
    assert written.endswith(b"\n")
    assert read(written).encode(read(written).tree) == written


def test_type_and_length_are_not_in_the_tree_and_the_rest_of_the_header_is():
    body = ID + b'\n{"type":"attachment","length":1,"filename":"a.txt","x":[1]}\nz\n'
    assert read(body).tree == {
        "header": {"event_id": "9ec79c33ec9942ab8353589fcb2e04dc"},
        "items": [{"attachment": {"header": {"filename": "a.txt", "x": [1]}, "payload": "z"}}],
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"[]",
        b'"x"',
        b"x",
        b" {}",
        b"{} ",
        b"{}\r\n",
        b"{}\n\n",
        b"{}\n ",
        b'{}\n\n{"type":"event"}\n{}',
        b'{"sent_at":"1","sent_at":"2"}\n',
        b"\xef\xbb\xbf{}",
        b'{\n"a":1}\n',
        b"{}\n{}\n{}",
        b'{}\n{"type":""}\n{}',
        b'{}\n{"type":1}\n{}',
        b'{}\n{"type":"event","type":"log"}\n{}',
        b'{}\n{"type":"event","length":2,"length":3}\n{}\n',
        b'{}\n{"type":"event","length":3}\n{}',
        b'{}\n{"type":"event","length":1}\n{}',
        b'{}\n{"type":"event","length":2}\n{} \n',
        b'{}\n{"type":"event","length":2}\n{}\r\n',
        b'{}\n{"type":"event","length":2}\n{}\n ',
        b'{}\n{"type":"event","length":2}\n{}\n\n',
        b'{}\n{"type":"event","length":-1}\n{}',
        b'{}\n{"type":"event","length":2.0}\n{}',
        b'{}\n{"type":"event","length":"2"}\n{}',
        b'{}\n{"type":"attachment","length":true}\na',
        b'{}\n{"type":"attachment","length":1}',
        b'{}\n{"type":"attachment","length":4294967296}\na',
        b'{}\n{"type":"event"}\n{"a":1,"a":2}',
        b'{}\n{"type":"event"}\nnot json',
        b'{}\n{"type":"event"}\n{}\n{"type":"event"}\n{}',
        b'{}\n{"type":"event"}\n{}\n{"type":"transaction"}\n{}',
    ],
)
def test_a_malformed_envelope_is_refused(body):
    with pytest.raises(Refused, match="body_undecodable"):
        read(body)


def test_lengths_follow_what_is_left():
    decoded = read(b'{}\n{"type":"event","length":33,"content_type":"application/json"}\n{"message":"Pr\xc3\xbcfstand","n":1.50}\n')
    item = decoded.tree["items"][0]["event"]
    left = {"header": {}, "items": [{"event": {**item, "payload": {"message": "[integro.task]", "n": item["payload"]["n"]}}}]}
    assert decoded.encode(left) == (
        b'{}\n{"type":"event","content_type":"application/json","length":37}\n{"message":"[integro.task]","n":1.50}\n'
    )


@pytest.mark.parametrize("kind", ["log", "span", "trace_metric"])
def test_the_count_of_a_container_follows_its_items(kind):
    body = b'{}\n{"type":"%b","item_count":2,"content_type":"c"}\n{"version":2,"items":[{"a":1},{"b":2}]}\n' % kind.encode()
    decoded = read(body)
    item = decoded.tree["items"][0][kind]
    assert item["header"] == {"content_type": "c"}
    left = {"items": [{kind: {"header": item["header"], "payload": {"version": 2, "items": [{"b": 2}]}}}]}
    assert json.loads(decoded.encode(left).split(b"\n")[1]) == {"type": kind, "content_type": "c", "item_count": 1, "length": 31}


@pytest.mark.parametrize("payload", [{"span_id": "1"}, {"items": {}}, 1])
def test_what_is_no_container_gets_no_count(payload):
    written = read(b"{}").encode({"items": [{"span": {"header": {}, "payload": payload}}]})
    assert "item_count" not in json.loads(written.split(b"\n")[1])


def test_a_count_elsewhere_is_an_ordinary_field():
    assert read(b'{}\n{"type":"event","item_count":3}\n{}').tree["items"][0]["event"]["header"] == {"item_count": 3}


@pytest.mark.parametrize(
    ("left", "written"),
    [
        ({}, b"{}\n"),
        ({"header": {"a": 1}}, b'{"a":1}\n'),
        ({"items": [{}, {"event": {}}, {"event": {"header": {"x": 1}}}]}, b"{}\n"),
        ({"items": [{"event": {"payload": {}}}]}, b'{}\n{"type":"event","length":2}\n{}\n'),
        ({"items": [{"attachment": {"payload": "\u00fc"}}]}, b'{}\n{"type":"attachment","length":2}\n\xc3\xbc\n'),
        ({"items": [{"event": {"payload": "x"}}]}, b'{}\n{"type":"event","length":3}\n"x"\n'),
    ],
)
def test_what_is_left_of_an_envelope_is_written(left, written):
    assert read(b'{}\n{"type":"event","length":2}\n{}\n').encode(left) == written


def test_the_number_of_items_is_bounded_to_the_item():
    item = b'\n{"type":"session"}\n{}'
    assert len(items(b"{}" + item * ITEMS)) == ITEMS
    with pytest.raises(Refused, match="items"):
        read(b"{}" + item * (ITEMS + 1))


KINDS = st.sampled_from(["session", "attachment", "replay_recording", "log", "new"])


@given(
    st.lists(
        st.tuples(KINDS, st.dictionaries(st.sampled_from(["filename", "x"]), st.text(), max_size=2), st.binary(max_size=12)), max_size=4
    )
)
def test_any_items_come_back(entries):
    def payload(kind: str, raw: bytes) -> object:
        return {"r": raw.hex()} if kind in {"session", "log"} else raw

    tree = {"header": {"k": "v"}, "items": [{kind: {"header": header, "payload": payload(kind, raw)}} for kind, header, raw in entries]}
    body = read(b"{}\n").encode(tree)
    again = read(body)
    assert again.encode(again.tree) == body
    assert [(kind, raw.encode() if isinstance(raw, str) else raw) for kind, raw in items(body)] == [
        (kind, payload(kind, raw)) for kind, _, raw in entries
    ]
