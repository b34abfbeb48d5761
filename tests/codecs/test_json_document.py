"""A JSON body becomes its tree."""

import pytest

from gateway.codecs.json_document import decode
from gateway.model.errors import Refused


def test_a_json_body_is_read_and_a_reduced_tree_is_written():
    decoded = decode(b'{"batch": [{"event": "a", "n": 1.50}], "writeKey": "k"}', "application/json; charset=utf-8", {})
    assert decoded.tree == {"batch": [{"event": "a", "n": 1.5}], "writeKey": "k"}
    assert decoded.encode(decoded.tree) == b'{"batch":[{"event":"a","n":1.50}],"writeKey":"k"}'
    assert decoded.encode({"writeKey": "k"}) == b'{"writeKey":"k"}'


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; x"])
def test_a_json_body_in_another_charset_is_refused(content_type):
    with pytest.raises(Refused, match="body_undecodable"):
        decode(b"{}", content_type, {})
