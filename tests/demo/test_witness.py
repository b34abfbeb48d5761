"""A record counts only while the call runs, and only for exactly this request."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gateway.demo.standin import Received, Reply
from gateway.demo.witness import Witness, announces

GOT = Received("api.segment.io", "POST", "/v1/batch", (), b"12345")
ENTRY = {"kind": "intent", "host": "api.segment.io", "method": "POST", "bytes_out": 5}


def record(completion=None, **changed) -> dict:
    return {"id": "t1", "opening": {"entry": {**ENTRY, **changed}}, "completion": completion}


def test_an_open_intent_for_this_request_announces_it():
    assert announces(record(), GOT)


@pytest.mark.parametrize(
    "other",
    [
        record(completion={"entry": {}}),
        record(kind="denial"),
        record(host="www.googleapis.com"),
        record(method="PUT"),
        record(bytes_out=6),
    ],
    ids=["it has ended", "denied", "another host", "another method", "another length"],
)
def test_no_other_record_announces_it(other):
    assert not announces(other, GOT)


@pytest.fixture
def admin() -> Iterator[tuple[str, list]]:
    """An admin interface that lists these records to whoever has the key."""
    records: list = []

    class Listing(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.headers["Authorization"] == "Bearer k" else 401)
            self.end_headers()
            self.wfile.write(json.dumps({"transfers": records}).encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Listing) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", records
        server.shutdown()
        thread.join()


def test_it_notes_the_record_it_found_and_lets_another_answer(admin):
    url, records = admin
    witness = Witness(url, "k", lambda _: Reply(204))
    assert witness.answer(GOT).status == 204
    records += [record(kind="denial"), record()]
    assert witness.answer(GOT).status == 204
    assert witness.noted == ["", "t1"]
