"""Requests as lines: decoded whole, compared place by place."""

import json

from gateway.demo.lines import Change, changes, lines_of, short, telling
from gateway.demo.planted import CLIENT, PROJECT, TASK
from gateway.demo.standin import Received


def got(body: bytes, content_type: str) -> Received:
    return Received("h", "POST", "/x", (("Content-Type", content_type),), body)


def as_json(**members) -> Received:
    return got(json.dumps(members).encode(), "application/json; charset=utf-8")


def test_every_leaf_of_a_document_is_a_line():
    lines = lines_of(as_json(a={"b": [1, None, "x"]}, c=True))
    assert lines == {"request line": "POST /x", "a.b[0]": "1", "a.b[1]": "None", "a.b[2]": "x", "c": "True"}


def test_an_envelope_is_read_item_by_item():
    body = b'{"event_id":"e"}\n{"type":"event"}\n{"exception":{"values":[{"stacktrace":{"frames":[{"function":"f"}]}}]}}\n'
    assert lines_of(got(body, "application/x-sentry-envelope"))["frames[0].function"] == "f"


def test_an_upload_is_read_part_by_part():
    parts = b'--b\r\nContent-Type: application/json\r\n\r\n{"name":"n"}\r\n--b\r\nContent-Type: image/png\r\n\r\n\xff\xfe\r\n--b--'
    lines = lines_of(got(parts, "multipart/related; boundary=b"))
    assert (lines["name"], lines["body"]) == ("n", "\ufffd\ufffd")


def test_what_can_not_be_decoded_is_one_line():
    assert lines_of(got(b"{broken", "application/json"))[""] == "{broken"


def test_places_lose_the_beginnings_they_share():
    assert short("body.items[0].event.payload.exception.values[0].stacktrace.frames[1].vars") == "frames[1].vars"
    assert short("body.batch[0].event") == "batch[0].event"


def test_a_line_is_compared_with_what_left_in_its_place():
    found = changes(as_json(a=TASK.text, b="harmless", c=PROJECT.text), as_json(a="[integro.task]", b="harmless"))
    assert [(each.place, each.after) for each in found] == [("a", "[integro.task]"), ("c", None)]


def test_where_nothing_left_every_line_is_gone():
    assert [each.after for each in changes(as_json(a=TASK.text), None)] == [None]


def change(place: str, *texts: str) -> Change:
    return changes(as_json(**{place: " ".join(texts)}), None)[0]


def test_lines_that_show_another_value_come_before_repetitions():
    found = [change("a", TASK.text), change("b", TASK.text), change("c", PROJECT.text, CLIENT.text)]
    assert [each.place for each in telling(found, 2)] == ["a", "c"]


def test_there_is_no_line_too_many():
    found = [change("a", TASK.text), change("b", TASK.text)]
    assert telling(found, 9) == found
