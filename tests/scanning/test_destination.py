"""Where a file would be sent, by its content. Law: a guess is named as one."""

import json

import pytest

from gateway.scanning.destination import guess

GUESSES = [
    (b'{"batch": []}', "https://api.segment.io/v1/batch", "application/json"),
    (b'{"type": "identify", "traits": {}}', "https://api.segment.io/v1/identify", "application/json"),
    (b'{"event_id": "1", "platform": "python"}', "https://o0.ingest.sentry.io/api/0/store/", "application/json"),
    (b'{"exception": {"values": []}}', "https://o0.ingest.sentry.io/api/0/store/", "application/json"),
    (b'{"event_id":"1"}\n{"type":"event"}\n{}\n', "https://o0.ingest.sentry.io/api/0/envelope/", "application/x-sentry-envelope"),
    (b'{"client_id": "1", "events": []}', "https://www.google-analytics.com/mp/collect", "application/json"),
    (b'[{"event": "x", "properties": {}}]', "https://api.mixpanel.com/import", "application/json"),
    (b"data=%7B%7D&verbose=1", "https://api.mixpanel.com/track", "application/x-www-form-urlencoded"),
    (b'{"message": {"subject": "x"}}', "https://graph.microsoft.com/v1.0/me/sendMail", "application/json"),
    (b'{"summary": "x", "start": {}}', "https://www.googleapis.com/calendar/v3/calendars/primary/events", "application/json"),
]


@pytest.mark.parametrize(("plain", "url", "content_type"), GUESSES)
def test_a_payload_is_known_by_its_first_names(plain: bytes, url: str, content_type: str) -> None:
    found = guess(plain)
    assert (found.url, found.content_type, found.method, found.body) == (url, content_type, "POST", None)
    assert found.assumed


@pytest.mark.parametrize(
    ("plain", "properties"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"[1, 2]", {"items": [1, 2]}),
        (b"hello", {"text": "hello"}),
        (b"\xff", {"text": "\ufffd"}),
        (b"", {"text": ""}),
    ],
)
def test_anything_else_is_read_as_properties_of_an_event(plain: bytes, properties: dict[str, object]) -> None:
    found = guess(plain)
    assert found.url == "https://api.segment.io/v1/track"
    assert found.body is not None
    assert json.loads(found.body)["properties"] == properties


def test_options_win_over_the_guess() -> None:
    assert guess(b'{"batch": []}', path="/v1/import").path == "/v1/import"
    named = guess(b"{}", host="API.Vendor.example", method="PUT", path="/x?y=1", content_type="text/plain")
    assert (named.shown, named.content_type, named.assumed) == ("PUT https://api.vendor.example/x?y=1", "text/plain", "")
    kinds = {b"{}": "application/json", b"hello": "text/plain", b"data=1": "application/x-www-form-urlencoded"}
    assert {plain: guess(plain, host="a.example").content_type for plain in kinds} == kinds
