"""The stand-ins answer as the vendors document it."""

import json

import pytest

from gateway.demo.standin import Received
from gateway.demo.vendors import answer


def got(host: str, target: str, body: bytes = b"") -> Received:
    return Received(host, "POST", target, (), body)


@pytest.mark.parametrize(
    ("host", "target", "status", "body"),
    [
        ("o42.ingest.sentry.io", "/api/1/envelope/", 200, b'{"id": "fc6d8c0c43fc4630ad850ee518f1b9d0"}'),
        ("api.segment.io", "/v1/batch", 200, b'{"success": true}'),
        ("api.mixpanel.com", "/track", 200, b"1"),
        ("www.google-analytics.com", "/mp/collect?api_secret=x", 204, b""),
        ("www.googleapis.com", "/upload/drive/v3/files?uploadType=multipart", 200, b'{"id": "file1"}'),
        ("graph.microsoft.com", "/v1.0/me/sendMail", 202, b""),
        ("collect.pixel-metrics.example", "/v2/events", 200, b'{"ok": true}'),
        ("api.segment.io", "/v2/nothing", 404, b'{"error":"no such operation"}'),
        ("nobody.example", "/v1/batch", 404, b'{"error":"no such operation"}'),
    ],
)
def test_each_vendor_answers_for_its_own_paths(host, target, status, body):
    reply = answer(got(host, target))
    assert (reply.status, reply.body) == (status, body)


def test_mixpanel_answers_in_json_when_asked_to():
    assert json.loads(answer(got("api.mixpanel.com", "/track", b"data=x&verbose=1")).body)["status"] == 1


def test_a_google_batch_is_answered_call_by_call():
    reply = answer(got("www.googleapis.com", "/batch/calendar/v3", b"Content-ID: <a + 1>\r\n...\r\nContent-Id: <a + 2>\r\n"))
    assert reply.body.count(b"HTTP/1.1 200 OK") == 2
    assert b"<response-a + 2>" in reply.body


def test_a_graph_batch_is_answered_call_by_call():
    reply = answer(got("graph.microsoft.com", "/v1.0/$batch", b'{"requests":[{"id":"1"},{"id":"2"}]}'))
    assert [each["id"] for each in json.loads(reply.body)["responses"]] == ["1", "2"]
