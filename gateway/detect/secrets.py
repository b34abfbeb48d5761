"""Keys, tokens and passwords. Law: found by shape or by the name beside them; what only looks random is left alone.

No pattern's classes contain U+001F. A value beside a name is no secret only where all of it stands for one (``changeme``, ``<token>``).
"""

import base64
import binascii
import re
from typing import Final

from gateway.detect.scan import Extent, Pattern, whole
from gateway.detect.secrets_shapes import DOUBTS, GOOGLE_SHAPES, SHAPES

CATEGORY: Final = "user.authorization.credentials"

GOOGLE: Final = "google.restricted"
"""Google's tokens open Google's data: label them like it, so that no mode lets them out."""

_NAME: Final = (
    r"(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|private|signing|encryption|secret)[_-]?key"
    r"|[_-]session|sessionid|phpsessid|authorization)"
)
"""``session_id`` is not among them: analytics SDKs call a harmless counter so."""
_BLANK: Final = re.compile(
    r"(?i)(?:\[[a-z]+(?:\.[a-z_]+)+\]|none|null|nil|true|false|undefined|required|optional|\[?(?:filtered|redacted|masked|hidden)\]?"
    r"|x+|\*+|<.*>|change[-_ ]?me!?|your[-_ ].*|example|placeholder|dummy|todo|\.{3,}|\$?\{.*|%\(.*|%s)"
)
"""A whole value that stands where a secret would (a mask of ours, ``[user.contact.email]``, among them), or a template for one."""

_BLANK_SIGNS: Final = frozenset("[*<.$%{")
_BLANK_STARTS: Final = frozenset("no nu ni tr fa un re op fi ma hi xx ch yo ex pl du to".split())  # noqa: SIM905 - reads as a list
"""What ``_BLANK`` begins with: a sign, or two letters. A random value in hexadecimal digits begins with neither."""

_CALL: Final = re.compile(r"(?i)[a-z_][\w.]*[(\[]")
_VARIABLE: Final = re.compile(rf"(?i)(?:.*[._])?{_NAME}")
_CAMEL: Final = re.compile(r"[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*(?:Token|Key|Secret|Password)s?|token|key")
_PATH: Final = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+")
_ANYBODY: Final = re.compile(
    r"(?i)(?:user|username|userid|user_?name|login|me|\*+):(?:pass|passw(?:or)?d|pw|secret|x+|\*+|<[^>]*>|\$?\{.*|\[.*)"
)
"""``user:password`` in documentation."""
_VARIABLE_ENDS: Final = frozenset("swd ord ase pwd ret ken key ion nid sid".split())  # noqa: SIM905 - reads as a list
"""What ``_VARIABLE`` ends with."""

_PWD: Final = re.compile(r"(?i)pwd\W*$")


def _user_and_password(text: str, start: int, end: int) -> Extent | None:
    return None if _ANYBODY.fullmatch(text, start, end) else (start, end)


def _quoted(text: str, start: int, end: int) -> Extent | None:
    return None if _CAMEL.fullmatch(text, start, end) else _secret(text, start, end)


def _secret(text: str, start: int, end: int) -> Extent | None:
    may_be = text[start : start + 2].lower() in _BLANK_STARTS or text[start] in _BLANK_SIGNS
    return None if may_be and _BLANK.fullmatch(text, start, end) else (start, end)


def _assigned(text: str, start: int, end: int) -> Extent | None:
    begin = text.index("=", start) + 1
    begin += text[begin] in "\"'"
    if text[begin] == "/" and _PWD.search(text, start, begin):
        return None  # a directory
    secret = _secret(text, begin, end)
    return None if secret is None or _is_code(text[begin:end]) else secret


def _is_code(value: str) -> bool:
    """What fetches a secret in source code, ``get_token(request)`` or ``settings.API_KEY``."""
    if ("(" in value or "[" in value) and _CALL.match(value):
        return True
    return value[-3:].lower() in _VARIABLE_ENDS and _VARIABLE.fullmatch(value) is not None


def _random(text: str, start: int, end: int) -> Extent | None:
    """A value beside a name in prose, or beside a weak name: a secret has a digit, or capitals within."""
    value = text[start:end]
    inner = value[1:]
    random = any(map(str.isdigit, value)) or not (inner.islower() or inner.isupper() or inner.istitle())
    if _CAMEL.fullmatch(value) or _PATH.fullmatch(value) or _CALL.match(value):
        return None  # names in source code
    return _secret(text, start, end) if random else None


def _basic(text: str, start: int, end: int) -> Extent | None:
    """RFC 7617: base64 of ``user:password``."""
    bare = text[start:end].rstrip("=")
    try:
        decoded = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return None
    return (start, end) if b":" in decoded else None


_WORDS: Final = r"(?:passw(?:or)?d|passphrase|secret(?:[_-]?key)?|authorization)"
_VALUE: Final = r"[^\s\x1f\"'&;,<>)\\]"

NAMED: Final = (
    Pattern(
        "url_password",
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s\x1f/:@\"'<>]{0,64}:[^\s\x1f/@\"'<>]{1,128})@",
        CATEGORY,
        judge=_user_and_password,
        signs="@",
        gate=r"://[^\s\x1f/:@\"'<>]*:[^\s\x1f/@\"'<>]+@",  # each address in a text would count its own characters
    ),
    Pattern("http_basic", r"(?i)\bbasic\s+([A-Za-z0-9+/]{6,}={0,2})", CATEGORY, judge=_basic, gate=r"(?i)\bbasic\s+[A-Za-z0-9+/]{6}"),
    Pattern(
        "http_bearer",
        r"(?i)\bbearer\s+([A-Za-z0-9+/=_.~-]{16,})",
        CATEGORY,
        judge=_random,
        gate=r"(?i)\bbearer\s+[A-Za-z0-9+/=_.~-]{16}",
    ),
    Pattern(
        "named_value",
        rf"(?i){_NAME}[\"']?=[\"']?{_VALUE}{{3,}}",
        CATEGORY,
        judge=_assigned,
        signs="=",
        gate=rf"(?i){_NAME}[\"']?=[\"']?{_VALUE}{{3}}",
    ),
    Pattern(
        "named_quoted",
        rf"(?i){_NAME}\\?[\"']?\s*[:=]>?\s*[a-z]?\\?[\"']([^\x1f\"'\\]{{3,}})",
        CATEGORY,
        judge=_quoted,
        gate=rf"(?i){_NAME}\\?[\"']?\s*[:=]>?\s*[a-z]?\\?[\"'][^\x1f\"'\\]{{3}}",
    ),
    Pattern(
        "named_plain",
        rf"(?i){_NAME}\s*:\s+(?:token\s+)?({_VALUE}{{6,}})",
        CATEGORY,
        judge=_random,
        gate=rf"(?i){_NAME}\s*:\s+(?:token\s+)?{_VALUE}{{6}}",
    ),
    Pattern(
        "named_password",
        rf"(?i)(?:^|\x1f)(?:[a-z0-9]+[_-])*{_WORDS}\x1f([^\x1f]{{3,}})",
        CATEGORY,
        judge=_secret,
        gate=rf"(?i){_WORDS}\x1f[^\x1f]{{3}}",
    ),
    Pattern(
        "named_key",
        rf"(?i)(?:^|\x1f)[a-z0-9_-]*{_NAME}\x1f([^\x1f]{{8,}})",
        CATEGORY,
        judge=_random,
        gate=rf"(?i){_NAME}\x1f[^\x1f]{{8}}",
    ),
)
"""Where the name beside it says what a value is. The last two read a key and the value that is the next leaf."""

_ENDS: Final = re.compile(r"(?i)(?:example(?:key)?|0123456789abcdef|1234567890(?:abcdef)?|abcdefghijklmnop(?:qrstuvwxyz)?)(?![\w-])")
"""How documentation's own tokens end."""
_TAIL: Final = 12
"""Signs at the end of a token that are never all the same two in a real one."""
_GATES: Final = {
    "azure_devops_pat": r"AZDO[A-Za-z0-9]{4}\b",
    "azure_entra_secret": r"\dQ~[A-Za-z0-9_~.-]{31}",
    "discord_bot": r"\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}",
    "teams_webhook": r"\.webhook\.office\.com/webhookb2/",
}
_WHOLE_BLOCKS: Final = frozenset({"pem_private", "ssh_putty"})


def _real(text: str, start: int, end: int) -> Extent | None:
    documented = len(set(text[max(start, end - _TAIL) : end])) <= 2 or _ENDS.search(text, max(start, end - 28), end)
    return None if documented else (start, end)


def _shape(name: str, regex: str, origin: str = "") -> Pattern:
    return Pattern(name, regex, CATEGORY, origin, whole if name in _WHOLE_BLOCKS else _real, _GATES.get(name, ""), DOUBTS.get(name))


TOKENS: Final = (*(_shape(name, regex) for name, regex in SHAPES), *(_shape(name, regex, GOOGLE) for name, regex in GOOGLE_SHAPES))

SECRETS: Final = (*TOKENS, *NAMED)
