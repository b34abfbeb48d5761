"""Bodies and content codings: what comes is read whole, and comes back the same, or is refused; never more than the limit."""

from typing import Final

from gateway.codecs.coding import decode_content, encode_content
from gateway.model.errors import Refused
from tests.codecs.test_codecs import SEEDS, attempt

CODINGS: Final = (None, "gzip", "deflate", "br", "zstd")
LIMIT: Final = 1 << 16


def codecs(data: bytes) -> None:
    """The first bytes say which body, and where it is mangled; the rest is what is put in."""
    which, at, cut, *_ = (*data[:3], 0, 0, 0)
    seed, rest = SEEDS[which % len(SEEDS)], data[3:]
    place = at * len(seed.body) // 255
    for body in (rest, seed.body[:place] + rest + seed.body[place + cut % 8 :]):
        attempt(seed, body)


def coding(data: bytes) -> None:
    """The first byte says which coding; the rest comes coded, and is coded."""
    name = CODINGS[data[0] % len(CODINGS) if data else 0]
    plain = data[1:]
    assert decode_content(encode_content(plain, name), name, LIMIT) == plain
    coded = bytearray(encode_content(plain, name))
    coded[len(coded) // 2 : len(coded) // 2 + 1] = data[:1]
    for body in (plain, bytes(coded)):
        try:
            assert len(decode_content(body, name, LIMIT)) <= LIMIT
        except Refused:
            continue
