"""Transfer ids. Law: pure; time and randomness come in."""

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The variant's two bits before a digit's last two (RFC 9562 section 4.1)."""


def transfer_id(now_ms: int, entropy: bytes) -> str:
    """Make a UUIDv7 (RFC 9562 section 5.7): sortable by time, unguessable within a millisecond.

    Args:
        now_ms: UTC milliseconds since the epoch.
        entropy: 10 random bytes.
    """
    time, random = f"{now_ms:012x}", entropy.hex()
    return f"{time[:8]}-{time[8:]}-7{random[:3]}-{_VARIANT[random[4]]}{random[5:8]}-{random[8:20]}"
