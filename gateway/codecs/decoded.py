"""What every codec takes and gives. Law: a failure is ``Refused`` with a sentence that names the fault and no value."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from gateway.model.errors import Refused
from gateway.model.request import Tree

DEPTH: Final = 128
"""Levels of nesting in one document. Relay stops at the same depth."""
LEAVES: Final = 200_000
"""Scalars (and empty containers) in one document."""
ITEMS: Final = 10_000
"""Lines, pairs or envelope items in one body. The largest batch among the SDKs looked at is Honeybadger's, 1,000 lines."""
PARTS: Final = 1_000
"""Parts of one multipart body. google-api-python-client stops at 1,000 calls in a batch."""


class Decoded(NamedTuple):
    """A payload as a tree, and the way back.

    Attributes:
        tree: the payload.
        encode: writes a tree of the same shape, from which parts may be missing, in the form the original had.
    """

    tree: Tree
    encode: Callable[[Tree], bytes]


Codec: TypeAlias = Callable[[bytes, str, Mapping[str, str]], Decoded]
"""(body without content coding, whole Content-Type or "", nested documents as in ``model.connector.Body``) -> Decoded.

Raises ``Refused("body_undecodable")`` for everything it can not read whole.
"""


def undecodable(what: str) -> Refused:
    """The refusal of a body.

    Args:
        what: the fault, for the caller, without a value from the body.
    """
    return Refused("body_undecodable", what)
