"""Transfer ids. Law: pure; time and randomness come in."""

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def transfer_id(now_ms: int, entropy: bytes) -> str:
    """Make a UUIDv7 (RFC 9562 section 5.7): sortable by time, unguessable within a millisecond.

    Args:
        now_ms: UTC milliseconds since the epoch.
        entropy: 10 random bytes.
    """
    random = int.from_bytes(entropy[:10], "big")
    high, low = random >> 68, random & ((1 << 62) - 1)
    text = f"{(now_ms << 80) | _VERSION | (high << 64) | _VARIANT | low:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
