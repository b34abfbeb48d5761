"""What issuers put into their tokens to be checked. Law: a token that fails is doubtful, not harmless: formats change without notice."""

import base64
import binascii
import json
import zlib
from typing import Final

_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCOUNTS: Final = 10**12


def crc_base62(token: str) -> bool:
    """GitHub and npm: after the prefix 30 signs and six of base62, their CRC32 (github.blog, 5 April 2021)."""
    body = token.partition("_")[2]
    rest, digits = zlib.crc32(body[:-6].encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits == body[-6:]


def crc_hex(token: str) -> bool:
    """Atlassian: the last eight hexadecimal digits are the CRC32 of what stands before them."""
    return f"{zlib.crc32(token[:-8].encode()):08X}" == token[-8:]


def aws_account(token: str) -> bool:
    """AWS: base32 of bytes whose first six hold a twelve-digit account number (bits 7 to 46)."""
    number = int.from_bytes(base64.b32decode(token[4:])[:6], "big")
    return (number & 0x7FFFFFFFFF80) >> 7 < _ACCOUNTS


def bedrock(token: str) -> bool:
    """AWS Bedrock: base64 of ``BedrockAPIKey-...``."""
    return _decoded(token[4:]).startswith(b"BedrockAPIKey-")


def discord_user(token: str) -> bool:
    """Discord: the first part is base64 of the user's decimal number."""
    return _decoded(token.partition(".")[0]).isdigit()


def sentry_org(token: str) -> bool:
    """Sentry: organisation tokens hold base64 of a JSON object with the time of issue; a user's hold nothing."""
    return token.startswith("sntryu_") or "iat" in _object(token.split("_")[1])


def macaroon(token: str) -> bool:
    """PyPI: a macaroon of version 2 whose place is pypi.org (pymacaroons, binary format)."""
    return _decoded(token.partition("-")[2]).startswith(b"\x02\x01\x08pypi.org")


def jwt_header(token: str) -> bool:
    """RFC 7515 section 4.1: the header is a JSON object with ``alg``."""
    return "alg" in _object(token.partition(".")[0])


def _decoded(text: str) -> bytes:
    """Base64 of either alphabet, with or without padding; what can not be decoded is nothing."""
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return b""


def _object(text: str) -> dict[str, object]:
    try:
        parsed = json.loads(_decoded(text))
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
