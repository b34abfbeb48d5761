"""Header values with parameters (Content-Type, Content-Disposition). Law: one reading, or none."""

import re
from typing import Final, NamedTuple

from gateway.codecs.decoded import undecodable

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a grammar rule (RFC 9110 section 5.6.2), no secret
_HEAD: Final = re.compile(rf"[ \t]*({_TOKEN}(?:/{_TOKEN})?)[ \t]*")
_PARAMETER: Final = re.compile(
    rf";[ \t]*(?:({_TOKEN})=(?:({_TOKEN})|\"((?:[^\"\\\x00-\x08\x0a-\x1f\x7f]|\\[ -\U0010ffff])*)\")[ \t]*)?"  # RFC 9110 section 5.6.6
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
_UTF8: Final = frozenset({"", "utf-8", "utf8", "us-ascii"})


class HeaderValue(NamedTuple):
    """A value and its parameters; ``name`` and the parameters' names in lower case."""

    name: str
    parameters: dict[str, str]


def read_header_value(text: str) -> HeaderValue:
    """Read ``type/subtype; name=value; name="quoted value"``.

    Raises:
        Refused: it does not follow the grammar, or names a parameter twice.
    """
    head = _HEAD.match(text)
    if head is None:
        raise undecodable("a Content-Type or Content-Disposition can not be read")
    parameters: dict[str, str] = {}
    at = head.end()
    while at < len(text):
        found = _PARAMETER.match(text, at)
        if found is None:
            raise undecodable("the parameters of a Content-Type or Content-Disposition can not be read")
        _add(parameters, *found.groups())
        at = found.end()
    return HeaderValue(head[1].lower(), parameters)


def _add(parameters: dict[str, str], name: str | None, plain: str | None, quoted: str | None) -> None:
    if name is None:  # a semicolon with nothing behind it
        return
    if name.lower() in parameters:
        raise undecodable("a Content-Type or Content-Disposition names a parameter twice")
    parameters[name.lower()] = plain if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)  # type: ignore[assignment] # one of them matched


def is_utf8(content_type: str) -> bool:
    """Say whether the text is UTF-8 by its Content-Type: no charset means UTF-8, ASCII is a part of it."""
    return ";" not in content_type or read_header_value(content_type).parameters.get("charset", "").lower() in _UTF8


def require_utf8(content_type: str) -> None:
    """Refuse a body in another charset: read as UTF-8 it would say something else than the vendor reads (think of UTF-7)."""
    if not is_utf8(content_type):
        raise undecodable("the charset is not UTF-8")


def is_json(content_type: str) -> bool:
    """Say whether a media type is JSON (RFC 6839 section 3.1: ``+json``)."""
    name = read_header_value(content_type).name if content_type else ""
    return name in {"application/json", "text/json"} or name.endswith("+json")
