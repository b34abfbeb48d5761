"""Every key and every digit of a JSON text is in the tree, or the text is refused."""

import json
import math

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs import json_text
from gateway.codecs.decoded import DEPTH, LEAVES
from gateway.codecs.json_text import Numeral, dumps, loads
from gateway.model.errors import Refused

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12)
STYLES = (
    pytest.param(orjson.dumps, id="orjson"),
    pytest.param(lambda tree: json.dumps(tree).encode(), id="python"),
    pytest.param(lambda tree: json.dumps(tree, separators=(",", ":")).encode(), id="python compact"),
    pytest.param(lambda tree: json.dumps(tree, ensure_ascii=False, indent=2).encode(), id="indented"),
)


def refused(raw: bytes) -> str:
    with pytest.raises(Refused) as caught:
        loads(raw)
    assert caught.value.reason == "body_undecodable"
    return caught.value.detail


@pytest.mark.parametrize("write", STYLES)
@given(tree=DOCUMENTS)
def test_a_document_in_any_style_is_read_and_written_as_it_is(write, tree):
    assert loads(write(tree)) == tree
    assert loads(dumps(loads(write(tree)))) == tree


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1 , "b": {"c": [{"d": "x", "d": "x"}]}}',
        b'{"a":1,"\\u0061":2}',
        b'{"":1,"":2}',
        b'{"a b":1,"ab":2,"a b":3}',
        b'{"\\\\":1,"\\\\":2}',
        b'{"\\"":1,"\\u0022":2}',
        b'{"\xc3\xa9":1,"\\u00e9":2}',
        b'{"\\ud83d\\ude00":1,"\xf0\x9f\x98\x80":2}',
        b'{"sent_at":"a","sent_at":"b"}',
        b'{"a":[],"a":{}}',
        b'{"x":"\\u00e9","a":"\\",\\"","a":"\\",\\""}',
    ],
)
def test_a_key_that_is_named_twice_is_refused(raw):
    assert refused(raw) == "a JSON object names a key twice"


@given(tree=st.dictionaries(st.text(), SCALARS, min_size=1, max_size=5), data=st.data())
def test_a_repeated_key_is_found_wherever_it_stands_and_however_it_is_written(tree, data):
    key = data.draw(st.sampled_from(sorted(tree)))
    pairs = [*tree.items(), (key, data.draw(SCALARS))]
    order = data.draw(st.permutations(pairs))
    ascii_only = [data.draw(st.booleans()) for _ in order]
    raw = ",".join(f"{json.dumps(k, ensure_ascii=e)}:{json.dumps(v, ensure_ascii=e)}" for (k, v), e in zip(order, ascii_only, strict=True))
    refused(f'{{"outer":[{{{raw}}}]}}'.encode())


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
        b'["a","a"]',
        b'{"a":"\\"a\\":1","b":"a"}',
        b'{"a":"\\u00e9\\\\u00e9"}',
        b'{"a\\u0000":"\\u0000","b":"\\u001f"}',
        b'{"caf\\u00e9":1,"cafe\\u0301":2}',
        b'"x:\\u0031.0"',
    ],
)
def test_what_only_looks_repeated_is_not_refused(raw):
    assert loads(raw) == json.loads(raw)


NUMBERS = [
    "0",
    "-0",
    "-0.0",
    "1.0",
    "1.10",
    "1e5",
    "1E+5",
    "1e-05",
    "1e-7",
    "0.1000000000000000055511151231257827",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "123456789012345678901234567890.5",
    "4111111111111111.25000000000000000000001",
    "100000000000000000000000000000000000000000000000000e-20",
    "9007199254740993",
    "9007199254740993.0",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("around", ["%s", '{"a": %s}', '[1,%s,"\\u00e9"]', '{"k":["\\ud83d\\ude00",%s]}'])
def test_a_number_keeps_its_spelling(number, around):
    raw = around % number
    kept = dumps(loads(raw.encode())).decode()
    assert kept == raw.replace(" ", "").replace("\\u00e9", "\u00e9").replace("\\ud83d\\ude00", "\U0001f600")


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?", fullmatch=True, alphabet=st.characters(codec="ascii"))
)
def test_any_number_keeps_its_spelling(number):
    assert dumps(loads(number.encode())) == number.encode()


def test_a_number_that_no_double_holds_is_shown_to_the_digit():
    number = loads(b"[4111111111111111.00000000000000012345]")[0]
    assert isinstance(number, float)
    assert f"{number}" == str(number) == repr(number) == "4111111111111111.00000000000000012345"
    assert math.isclose(number, 4111111111111111.0)
    assert isinstance(number, Numeral)


def test_the_order_of_keys_is_kept():
    raw = b'{"z":1,"a":{"y":2,"b":3},"m":[{"q":1,"c":2}]}'
    assert dumps(loads(raw)) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"{}x",
        b"{} {}",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"01",
        b"+1",
        b".5",
        b"1.",
        b"{'a':1}",
        b'{"a":1,}',
        b"[1,]",
        b"// x\n1",
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\x00"',
        b'"\n"',
        b"\xef\xbb\xbf{}",
        b"\x00{}",
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-32"),
        b"nul",
        b"1" * 5000,
    ],
)
def test_what_is_not_one_json_text_in_utf8_is_refused(raw):
    refused(raw)


@pytest.mark.parametrize("raw", [b"1", b'"x"', b"null", b"true", b"[]", b"{}", b' \t\r\n{"a":1}\n'])
def test_any_value_may_stand_at_the_top(raw):
    assert loads(raw) == json.loads(raw)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_is_bounded_to_the_level(opening, closing):
    def nested(levels: int) -> bytes:
        return f"{opening * levels}1{closing * levels}".encode()

    assert dumps(loads(nested(DEPTH))) == nested(DEPTH)
    assert "128" in refused(nested(DEPTH + 1))
    refused(nested(2000))
    refused(b"[" * 1_000_000)


def test_nesting_is_bounded_in_a_flat_looking_document():
    raw = b'{"pad":"' + b"x" * 500 + b'","deep":' + b"[" * DEPTH + b"]" * DEPTH + b"}"
    refused(raw)


def test_the_number_of_leaves_is_bounded_to_the_leaf():
    def leaves(count: int) -> bytes:
        return b"[" + b",".join([b"0"] * count) + b"]"

    assert len(loads(leaves(LEAVES))) == LEAVES
    assert str(LEAVES) in refused(leaves(LEAVES + 1))
    assert str(LEAVES) in refused(b"[" + b",".join([b"[]", b'{"a":{}}'] * LEAVES) + b"]")


def test_commas_in_a_text_are_not_leaves():
    raw = b'["' + b"," * (2 * LEAVES) + b'"]'
    assert loads(raw) == [raw[2:-2].decode()]


def test_a_leaf_that_is_not_json_is_not_written():
    with pytest.raises(TypeError, match="not JSON serializable"):
        dumps({"a": b"x"})


def test_a_refusal_holds_no_value():
    detail = refused(b'{"patient":"Anna","patient":"Bert"}') + refused(b'{"patient":"Anna"') + refused(b'"Anna" x')
    assert "Anna" not in detail
    assert "patient" not in detail


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'{"a":"\xc3\xa9 \xf0\x9f\x98\x80","n":1.5}', id="compact"),
        pytest.param(b'{"a": "x y", "b": [1, 2.5, -3], "c": {"d": null}}', id="python"),
        pytest.param(b'{"a": "caf\\u00e9 \\u4e2d\\u0001", "b": "\\\\u00e9"}', id="python escapes"),
    ],
)
def test_what_common_writers_write_is_read_the_quick_way(raw, monkeypatch):
    monkeypatch.delattr(json_text, "_read_every_token")
    assert loads(raw) == json.loads(raw)
