"""URL-encoded pairs, in a body or in a query. Law: a pair that did not change leaves as it came.

The grammar is the WHATWG URL standard's application/x-www-form-urlencoded: ``&`` between pairs, ``+`` for a space.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, cast
from urllib.parse import quote, unquote_to_bytes

from gateway.codecs.decoded import ITEMS, Decoded, undecodable
from gateway.codecs.header_value import require_utf8
from gateway.codecs.nesting import Close, open_document
from gateway.model.request import Tree

_NOT_ENCODED: Final = re.compile(r"[\x00-\x20\x7f]|%(?![0-9A-Fa-f]{2})")
"""A raw file labelled as a form (Slack's upload) has blanks and line ends; a form has not."""


class Query(NamedTuple):
    """A query string as a tree, and the way back, as in ``Decoded``."""

    tree: Tree
    encode: Callable[[Tree], str]


class _Pair(NamedTuple):
    raw: str
    raw_name: str
    name: str
    value: Tree
    close: Close


def decode(body: bytes, content_type: str, nested: Mapping[str, str]) -> Decoded:
    """Read a form body into name -> text, or a list of texts where a name is repeated; fields named in ``nested`` are documents."""
    require_utf8(content_type)
    try:
        query = decode_query(body.decode(), nested)
    except UnicodeDecodeError:
        raise undecodable("the form is not UTF-8") from None
    return Decoded(query.tree, lambda tree: query.encode(tree).encode())


def decode_query(query: str, nested: Mapping[str, str]) -> Query:
    """Read a query string in the same way.

    Args:
        query: raw, without ``?``.
        nested: names whose value is a document -> form.

    Raises:
        Refused: not percent-encoded UTF-8, too many pairs, or a document that can not be read.
    """
    if _NOT_ENCODED.search(query):
        raise undecodable("the form or query is not percent-encoded")
    raw_pairs = [raw for raw in query.split("&") if raw]
    if len(raw_pairs) > ITEMS:
        raise undecodable(f"the form or query has more than {ITEMS} fields")
    pairs = [_read(raw, nested) for raw in raw_pairs]
    repeated = frozenset(name for name, count in Counter(pair.name for pair in pairs).items() if count > 1)
    return Query(_tree(pairs, repeated), lambda tree: _write(cast("dict[str, Tree]", tree), pairs, repeated))


def _read(raw: str, nested: Mapping[str, str]) -> _Pair:
    raw_name, _, raw_value = raw.partition("=")
    name, text = _unquote(raw_name), _unquote(raw_value)
    if name not in nested:
        return _Pair(raw, raw_name, name, text, str)
    return _Pair(raw, raw_name, name, *open_document(text, nested[name]))


def _unquote(text: str) -> str:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeError:
        raise undecodable("the form or query is not UTF-8") from None


def _tree(pairs: list[_Pair], repeated: frozenset[str]) -> Tree:
    tree: dict[str, Tree] = {}
    for pair in pairs:
        if pair.name in repeated:
            cast("list[Tree]", tree.setdefault(pair.name, [])).append(pair.value)
        else:
            tree[pair.name] = pair.value
    return tree


def _write(tree: Mapping[str, Tree], pairs: list[_Pair], repeated: frozenset[str]) -> str:
    """Write each value at the place a pair of its name had; behind them those whose name is new (a name can be masked, too)."""
    known = {pair.name for pair in pairs}
    left = {name: iter(cast("list[Tree]", tree[name]) if name in repeated else [tree[name]]) for name in known & tree.keys()}
    written = [_write_pair(pair, value) for pair in pairs for value in _next(left, pair.name)]
    added = [f"{quote(name, safe='')}={quote(text, safe='')}" for name in tree if name not in known for text in _texts(tree[name])]
    return "&".join(written + added)


def _next(left: Mapping[str, Iterator[Tree]], name: str) -> list[Tree]:
    return list(islice(left.get(name, ()), 1))


def _write_pair(pair: _Pair, value: Tree) -> str:
    return pair.raw if value == pair.value else f"{pair.raw_name}={quote(pair.close(value), safe='')}"


def _texts(value: Tree) -> list[str]:
    return cast("list[str]", value) if isinstance(value, list) else [cast("str", value)]
