"""The stand-in is strict and forgets nothing."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from gateway.demo.planted import TASK, names_in
from gateway.demo.standin import Received, Reply, StandIn, listening

BODY = gzip.compress(json.dumps({"event": "Opened", "title": TASK.text, "writeKey": "issued-here"}).encode())


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with listening(StandIn(credentials=("issued-here",), answer=lambda got: Reply(202, got.method.encode(), "text/plain"))) as running:
        yield running


def post(url: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    asked = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310 - ours
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - likewise
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_a_credential_it_issued_is_answered(stand_in):
    assert post(f"{stand_in.url}/v1/batch", b"{}", Authorization="Bearer issued-here") == (202, b"POST")


def test_a_credential_inside_a_compressed_body_counts(stand_in):
    assert post(f"{stand_in.url}/v1/batch", BODY, Content_Encoding="gzip")[0] == 202


@pytest.mark.parametrize("credential", ["Bearer issued-elsewhere", ""], ids=["another", "none"])
def test_any_other_credential_is_answered_401_and_kept_all_the_same(stand_in, credential):
    status, _ = post(f"{stand_in.url}/v1/batch", b'{"a":1}', Authorization=credential)
    assert status == 401
    assert stand_in.received[0].body == b'{"a":1}'


def test_it_keeps_the_bytes_as_they_came(stand_in):
    post(f"{stand_in.url}/v1/batch?a=%C3%A4", BODY, Content_Encoding="gzip", Host="api.segment.io")
    (got,) = stand_in.received
    assert (got.host, got.method, got.target, got.body) == ("api.segment.io", "POST", "/v1/batch?a=%C3%A4", BODY)


def test_it_finds_what_was_planted_under_a_content_coding(stand_in):
    post(f"{stand_in.url}/v1/batch", BODY, Content_Encoding="gzip")
    assert stand_in.find({"task": TASK.text, "other": "never sent"}) == {"task": 1, "other": 0}
    assert names_in(stand_in.received[0]) == {TASK.name}


def test_it_finds_what_json_escaped():
    got = Received("h", "POST", "/", (), json.dumps({"t": "Façade"}).encode())
    assert StandIn(credentials=(), answer=lambda _: Reply(), received=[got]).find({"t": "Façade"}) == {"t": 1}


def test_one_that_can_not_start_says_so():
    with pytest.raises(AttributeError), listening(object()):
        pytest.fail("it is not up")
