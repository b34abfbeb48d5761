"""Who calls, as they say it themselves. Law: a key is never in a repr, an error or anything that goes on to the vendor."""

import base64
import binascii
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from gateway.model.errors import Refused
from gateway.model.request import Headers

CONTEXT: Final = frozenset({"tenant", "subject", "purpose", "connection", "feature", "authorization-ref"})
"""What a caller may say about a call: in its name (``erp+tenant=acme``) or in the ``Gateway-*`` header of the same name."""


_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Credentials(NamedTuple):
    """What a caller shows. Nothing here is checked yet. A tuple, because one is made for every call.

    Attributes:
        kind: ``proxy`` (Proxy-Authorization), ``header`` (Gateway-Key), ``path`` (``/~KEY/``) or ``none``.
        name: the caller's name, where the kind carries one.
        key: the secret; empty where it could not be read, which is a wrong key.
        context: what the caller's name carries besides, by the names in ``CONTEXT``.
    """

    kind: str
    name: str = ""
    key: str = ""
    context: Mapping[str, str] = _NOTHING

    def __repr__(self) -> str:
        """Kind and name: the key is secret, a subject in the context personal."""
        return f"Credentials({self.kind!r}, {self.name!r})"


NONE: Final = Credentials(kind="none")


def own_headers(headers: Headers) -> dict[str, str]:
    """Collect what is said to the gateway itself: ``Gateway-*`` and ``Proxy-Authorization``, by lower-case name.

    Raises:
        Refused: ``malformed_request``, one of them appears twice, so that nobody can say which one counts.
    """
    own: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if not lower.startswith("gateway-") and lower != "proxy-authorization":
            continue
        if lower in own:
            raise Refused("malformed_request", "A Gateway-* or Proxy-Authorization header appears twice; send each once.")
        own[lower] = value
    return own


def credentials_of(own: Mapping[str, str], path_key: str = "") -> Credentials:
    """Read the first credentials present: Proxy-Authorization, then Gateway-Key, then the path prefix (contract section 4).

    Args:
        own: from ``own_headers``.
        path_key: the key of a ``/~KEY/`` prefix.

    Raises:
        Refused: ``malformed_request``, the caller's name carries a word that is not in ``CONTEXT``.
    """
    if "proxy-authorization" in own:
        return _basic(own["proxy-authorization"])
    if "gateway-key" in own:
        return Credentials(kind="header", key=own["gateway-key"])
    return Credentials(kind="path", key=path_key) if path_key else NONE


def said(own: Mapping[str, str]) -> dict[str, str]:
    """Leave the ``Gateway-*`` headers that describe the call: all but the key."""
    return {name: value for name, value in own.items() if name not in _SECRET}


_SECRET: Final = frozenset({"gateway-key", "proxy-authorization"})


def _basic(value: str) -> Credentials:
    """Read ``Basic base64(CALLER[+name=value...]:KEY)`` (RFC 7617). What can not be read is a wrong key, not no key."""
    scheme, _, encoded = value.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        text = ""
    user, _, key = text.partition(":")
    name, *words = user.split("+")
    return Credentials(kind="proxy", name=name, key=key, context=_context(words))


def _context(words: list[str]) -> dict[str, str]:
    context: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in CONTEXT or name in context:
            raise Refused("malformed_request", f"The caller name may carry {', '.join(sorted(CONTEXT))} as +name=value, each once.")
        context[name] = value
    return context
