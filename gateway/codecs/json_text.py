"""JSON text. Law: every key and every digit the vendor will read is in the tree, or the document is refused.

An untouched body leaves byte for byte as it came, so the tree has to account for all of it. Two things could be missing from
what a JSON library hands back: a value whose key is named again later (RFC 8259 section 4 leaves open who wins), and digits a
double can not hold. Both are found by writing the tree again: where that gives the text that came, nothing is missing. This
costs a few microseconds. Where the texts differ (escapes, numbers in another spelling) a slower reader looks at every token.
"""

import json
from functools import reduce
from typing import Any, Final, Self

import orjson

from gateway.codecs.decoded import DEPTH, LEAVES, undecodable
from gateway.model.request import Tree

_DUMP_DEPTH: Final = 254
"""orjson writes no deeper nesting than this; the tests hold it to that."""
_SPARE: Final = _DUMP_DEPTH - DEPTH
_AROUND: Final = reduce(lambda inner, _: [inner], range(_SPARE), object())
"""So many lists around what the writer has to ask about. Made once: making them takes longer than writing a body of 5 KB."""
_BLANKS: Final = b" \t\r\n"
"""Insignificant white space (RFC 8259 section 2). Of these only the space can stand inside a string unescaped."""
_INT64_DIGITS: Final = 20


class Numeral(float):
    """A number together with its spelling, for numbers a double or a 64-bit integer would change.

    It is a float so that every stage sees a number, and its text is the spelling so that detectors see every digit.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        """Keep the spelling beside the nearest double."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        return self.text


def loads(raw: bytes) -> Tree:
    """Read one JSON text.

    Raises:
        Refused: not JSON in UTF-8, a key named twice, nested too deep, or too many leaves.
    """
    try:
        tree: Tree = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise undecodable("the body is not one JSON document in UTF-8") from None  # the cause holds the whole document
    written = _write_bounded(tree)
    # Each leaf but one has a comma before it, so few commas mean few leaves; commas in texts are sorted out by counting.
    if len(raw) > LEAVES and raw.count(b",") >= LEAVES and _count_leaves(tree) > LEAVES:
        raise undecodable(f"a JSON document has more than {LEAVES} values")
    return tree if _says_the_same(written, raw) else _read_every_token(raw)


def dumps(tree: Tree) -> bytes:
    """Write a tree as compact JSON; key order and spelling of numbers as read."""
    return orjson.dumps(tree, default=_spell)


def _write_bounded(tree: Tree) -> bytes:
    """Write a tree that is not nested too deep: the writer has a limit of its own, so lists around the tree use up the rest of it."""
    try:
        return orjson.dumps(_AROUND, default=lambda _inmost: tree)[_SPARE:-_SPARE]
    except orjson.JSONEncodeError:
        raise undecodable(f"a JSON document is nested deeper than {DEPTH} levels") from None


def _says_the_same(written: bytes, raw: bytes) -> bool:
    """Say whether two JSON texts have the same tokens, numbers to the digit; False may also mean that they are spelled differently."""
    if written == raw:
        return True
    compact, other = written.translate(None, b" "), raw.translate(None, _BLANKS)
    return compact == other or (b"\\u" in other and _escaped(compact) == _escaped(other))


def _escaped(text: bytes) -> bytes:
    r"""Write what is not ASCII as escapes, in one spelling: U+00E9 is ``\u00e9`` in JSON and ``\xe9`` for Python's codec."""
    return text.decode().encode("ascii", "backslashreplace").replace(b"\\u00", b"\\x")


def _count_leaves(tree: Tree) -> int:
    leaves, waiting = 0, [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list) and node:
            waiting.extend(node.values() if isinstance(node, dict) else node)
        else:
            leaves += 1
    return leaves


def _read_every_token(raw: bytes) -> Tree:
    tree: Tree = json.loads(raw.decode(), object_pairs_hook=_unique, parse_int=_whole, parse_float=_fraction)
    return tree


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise undecodable("a JSON object names a key twice")
    return keys


def _whole(text: str) -> int | Numeral:
    if len(text) <= _INT64_DIGITS and text != "-0" and -(2**63) <= (number := int(text)) < 2**64:
        return number
    return Numeral(text)


def _fraction(text: str) -> float:
    number = float(text)
    return number if orjson.dumps(number) == text.encode() else Numeral(text)


def _spell(leaf: object) -> orjson.Fragment:
    if isinstance(leaf, Numeral):
        return orjson.Fragment(leaf.text.encode())
    raise TypeError(f"{type(leaf).__name__} can not stand in JSON")
