"""A request as the vendor would see it."""

from gateway.model.request import Request

REQUEST = Request(
    scheme="https",
    host="api.segment.io",
    port=443,
    method="POST",
    path="/planted",
    query="planted",
    headers=(("Content-Type", "first"), ("content-type", "second"), ("X", "planted")),
    body=b"planted",
)


def test_a_header_is_found_whatever_its_case_and_the_first_one_counts() -> None:
    assert REQUEST.header("content-type") == "first"
    assert REQUEST.header("x") == "planted"
    assert REQUEST.header("missing") is None


def test_a_repr_holds_nothing_the_caller_sent_but_where_to() -> None:
    assert "planted" not in repr(REQUEST)
    assert "api.segment.io" in repr(REQUEST)
