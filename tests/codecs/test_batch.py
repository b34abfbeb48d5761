"""What both kinds of batch share."""

import pytest

from gateway.codecs.batch import climbs, keep
from gateway.model.errors import Refused
from gateway.model.request import Request

CALL = Request(scheme="https", host="h.example", port=443, method="GET", path="/", query="", headers=(), body=b"")


def test_calls_that_may_not_leave_are_left_out():
    assert keep(["a", "b", "c"], [CALL, None, CALL]) == [("a", CALL), ("c", CALL)]


def test_nothing_left_is_a_refusal():
    with pytest.raises(Refused, match="nothing_left"):
        keep(["a"], [None])


@pytest.mark.parametrize(
    ("path", "does"), [("/a/b", False), ("/a..b/.c", False), ("/..", True), ("/a/./b", True), ("/%2E%2e/a", True), ("/a%5c..", True)]
)
def test_dot_segments_are_seen_through_their_encoding(path, does):
    assert climbs(path) == does
