"""How the real vendors answer, for their stand-ins. Law: only what the vendor documents or its SDK expects, keyed by host and path."""

import json
import re
from collections.abc import Callable
from typing import Final

from gateway.demo.standin import Received, Reply


def answer(got: Received) -> Reply:
    """Answer like the vendor a request is for; 404 where no row says how."""
    for host, path, reply in ANSWERS:
        if re.search(host, got.host) and re.search(path, got.target.partition("?")[0]):
            return reply(got)
    return Reply(404, b'{"error":"no such operation"}')


def _json(status: int, /, **members: object) -> Callable[[Received], Reply]:
    return lambda _: Reply(status, json.dumps(members).encode())


def _empty(status: int) -> Callable[[Received], Reply]:
    return lambda _: Reply(status, b"")


def _mixpanel(got: Received) -> Reply:
    """With ``verbose=1`` the answer is JSON, otherwise the digit alone."""
    return Reply(body=b'{"status": 1, "error": null}') if b"verbose=1" in got.body else Reply(body=b"1", content_type="text/plain")


def _google_batch(got: Received) -> Reply:
    """One answer per inner call, in order, each under ``response-`` and its Content-ID (RFC 2046; Google's batch guide)."""
    ids = re.findall(rb"Content-ID: <([^>]*)>", got.body, re.IGNORECASE)
    part = "--batch\r\nContent-Type: application/http\r\nContent-ID: <response-{}>\r\n\r\n"
    inner = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"id": "evt"}\r\n'
    body = "".join(part.format(each.decode()) + inner for each in ids) + "--batch--"
    return Reply(body=body.encode(), content_type="multipart/mixed; boundary=batch")


def _graph_batch(got: Received) -> Reply:
    ids = [each["id"] for each in json.loads(got.plain)["requests"]]
    return Reply(body=json.dumps({"responses": [{"id": each, "status": 200, "body": {}} for each in ids]}).encode())


ANSWERS: Final[tuple[tuple[str, str, Callable[[Received], Reply]], ...]] = (
    (r"sentry\.io$", r"/envelope/$", _json(200, id="fc6d8c0c43fc4630ad850ee518f1b9d0")),
    (r"segment", r"/v1/", _json(200, success=True)),
    (r"mixpanel\.com$", r"/(track|engage|groups|import)$", _mixpanel),
    (r"google-analytics\.com$", r"/mp/collect$", _empty(204)),
    (r"googleapis\.com$", r"^/batch", _google_batch),
    (r"googleapis\.com$", r"^/calendar/v3/", _json(200, id="evt1", status="confirmed", summary="Fertility clinic, second consultation")),
    (r"googleapis\.com$", r"^/upload/drive/v3/files", _json(200, id="file1")),
    (r"googleapis\.com$", r"^/drive/v3/files", _json(200, files=[], id="file1")),
    (r"googleapis\.com$", r"^/(gmail|v1|v4|tasks)/", _json(200, id="1")),
    (r"graph\.microsoft\.com$", r"\$batch$", _graph_batch),
    (r"graph\.microsoft\.com$", r"/sendMail$", _empty(202)),
    (r"graph\.microsoft\.com$", r"/v1\.0/", _json(201, id="AAMk")),
    (r"pixel-metrics\.example$", r"^/v2/events$", _json(200, ok=True)),  # the vendor nobody approved is glad to have it
)
"""Host pattern, path pattern, answer: the first match counts."""
