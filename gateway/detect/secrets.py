"""Keys, tokens and passwords. Law: found by shape or by the name beside them; what only looks random is left alone.

Shapes are publicly documented token formats (prefix, alphabet, length). No pattern's classes contain U+001F. A match is never suppressed
for a word inside it: in a long random string any short word turns up by chance.
"""

import base64
import binascii
import re
from typing import Final

from gateway.detect.scan import Extent, Pattern

CATEGORY: Final = "user.authorization.credentials"

GOOGLE: Final = "google.restricted"
"""Google's tokens open Google's data: label them like it, so that no mode lets them out."""

SHAPES: Final = (
    ("aws_access_key_id", r"\b(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA)[A-Z2-7]{16}\b"),
    ("aws_bedrock_key", r"\bABSK[A-Za-z0-9+/]{109,269}={0,2}"),
    ("gcp_api_key", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("fcm_server_key", r"\bAAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}"),
    ("azure_entra_secret", r"(?:^|[^A-Za-z0-9_~.-])([A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34})"),
    ("azure_storage_key", r"(?i)AccountKey\s*=\s*[A-Za-z0-9+/]{86}=="),
    ("azure_sas", r"[?&]sv=20\d\d-\d\d-\d\d&[^\s\x1f\"'<>]{0,400}sig=[A-Za-z0-9%+/=]{40,}"),
    ("azure_devops_pat", r"\b[A-Za-z0-9]{75,76}AZDO[A-Za-z0-9]{4}\b"),
    ("azure_servicebus", r"(?i)SharedAccessKeyName=[^;\s\x1f]{1,80};SharedAccessKey=[A-Za-z0-9+/]{43}="),
    ("github_classic", r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    ("github_fine", r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b"),
    ("gitlab_pat", r"\bgl(?:pat|dt|ft|soat|rt|imt|agent|oas|ptt|cbt)-[A-Za-z0-9_.-]{20,300}"),
    ("slack_token", r"\bxox[abpresod]-(?:\d-)?[A-Za-z0-9-]{10,250}"),
    ("slack_app", r"\bxapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-f0-9]{32,}"),
    ("slack_config", r"\bxoxe(?:\.xox[bp])?-\d-[A-Z0-9]{140,180}"),
    (
        "slack_webhook",
        (
            r"hooks\.slack\.com/(?:services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}|workflows/T[A-Z0-9]{6,12}/A[A-Z0-9]{6,12}/\d{17,19}"
            r"|triggers/[A-Z0-9]{6,12}/\d+)/[A-Za-z0-9]{20,40}"
        ),
    ),
    ("teams_webhook", r"[a-z0-9]+\.webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}"),
    ("discord_webhook", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,72}"),
    ("stripe_secret", r"\b[sr]k_(?:live|test|prod)_[A-Za-z0-9]{20,247}\b"),
    ("stripe_webhook", r"\bwhsec_[A-Za-z0-9+/=]{32,64}"),
    ("square", r"\b(?:sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43}|EAAA[lE][A-Za-z0-9_-]{59})"),
    ("shopify", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    ("paypal_braintree", r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}\b"),
    ("sendgrid", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("hubspot_pat", r"\bpat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    ("atlassian_api", r"\bAT(?:ATT|CTT|BB|SST|OAT)3?[A-Za-z0-9_=+/-]{50,250}=?[A-F0-9]{8}\b"),
    ("notion", r"\b(?:secret_[A-Za-z0-9]{43}|ntn_\d{11}[A-Za-z0-9]{35})\b"),
    ("linear", r"\blin_(?:api|oauth)_[A-Za-z0-9]{40,64}\b"),
    ("clickup", r"\bpk_\d{7,9}_[0-9A-Z]{32}\b"),
    ("airtable", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
    ("figma", r"\bfig[dopu][rh]?_[A-Za-z0-9_=-]{40,54}"),
    ("sentry_token", r"\bsntry(?:u_[a-f0-9]{64}|s_eyJ[A-Za-z0-9+/=_-]{60,400})"),
    ("newrelic", r"\bNR(?:AK-[A-Z0-9]{27}|II-[A-Za-z0-9-]{32}|JS-[0-9a-f]{19})"),
    ("openai", r"\bsk-(?:proj-|svcacct-|admin-|service-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}"),
    ("anthropic", r"\bsk-ant-(?:api|admin|oat)\d\d-[A-Za-z0-9_-]{80,120}"),
    ("huggingface", r"\b(?:hf_[A-Za-z]{34}|api_org_[A-Za-z]{34})\b"),
    ("npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("pypi", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    ("docker_pat", r"\bdckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32})"),
    ("digitalocean", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    ("databricks", r"\bdapi[0-9a-f]{32}(?:-\d)?\b"),
    ("cloudflare", r"\bcf[uak]t?_[A-Za-z0-9]{40}[a-f0-9]{8}\b"),
    ("vault", r"\bhv[sb]\.[A-Za-z0-9_-]{90,300}"),
    ("age_key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    ("ssh_putty", r"PuTTY-User-Key-File-[23]:[^\x1f]*"),
    (
        "pem_private",
        r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^\x1f-]*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?",
    ),
    ("jwt", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}"),
)

GOOGLE_SHAPES: Final = (
    ("google_oauth_access", r"\bya29\.[A-Za-z0-9_.-]{20,}"),
    ("google_oauth_refresh", r"\b1//[A-Za-z0-9_-]{30,}"),
    ("google_oauth_code", r"\b4/0A[A-Za-z0-9_-]{30,}"),
    ("google_client_secret", r"\bGOCSPX-[A-Za-z0-9_-]{28}"),
    ("google_service_account", r"private_key_id\\?[\"']?\s*[:=]\s*\\?[\"'][0-9a-f]{40}\\?[\"']"),
)

_NAME: Final = (
    r"(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|private|signing|encryption|secret)[_-]?key"
    r"|[_-]session|sessionid|phpsessid|authorization)"
)
"""``session_id`` is not among them: analytics SDKs call a harmless counter so."""
_BLANK: Final = re.compile(
    r"(?i)(?:\[[a-z]+(?:\.[a-z_]+)+\]|none|null|nil|true|false|undefined|required|optional|\[?(?:filtered|redacted|masked|hidden)\]?|x+|\*+|<.*>|\$?\{.*|%\(.*|%s)"
)
"""A whole value that stands where a secret would (a mask of ours, ``[user.contact.email]``, among them), or a template for one."""

_BLANK_STARTS: Final = frozenset("nNtTuUfFrRoOmMhHxX*<${%[")
"""What ``_BLANK`` may begin with."""

_CALL: Final = re.compile(r"(?i)[a-z_.]+[(\[]")
_VARIABLE: Final = re.compile(rf"(?i)(?:.*[._])?{_NAME}")
_VARIABLE_ENDS: Final = frozenset("detnyDETNY")
"""What ``_VARIABLE`` may end with."""

_PWD: Final = re.compile(r"(?i)pwd\W*$")


def _secret(text: str, start: int, end: int) -> Extent | None:
    return None if text[start] in _BLANK_STARTS and _BLANK.fullmatch(text, start, end) else (start, end)


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
    return value[-1] in _VARIABLE_ENDS and _VARIABLE.fullmatch(value) is not None


def _random(text: str, start: int, end: int) -> Extent | None:
    """A value beside a name in prose, or beside a weak name: a secret has a digit, or capitals within."""
    value = text[start:end]
    inner = value[1:]
    random = any(map(str.isdigit, value)) or not (inner.islower() or inner.isupper() or inner.istitle())
    return _secret(text, start, end) if random else None


def _basic(text: str, start: int, end: int) -> Extent | None:
    """RFC 7617: base64 of ``user:password``."""
    bare = text[start:end].rstrip("=")
    try:
        decoded = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return None
    return (start, end) if b":" in decoded else None


_VALUE: Final = r"[^\s\x1f\"'&;,<>)\\]"

NAMED: Final = (
    Pattern("url_password", r"(?i)\b[a-z][a-z0-9+.-]{1,20}://([^\s\x1f/:@\"'<>]{0,64}:[^\s\x1f/@\"'<>]{1,128})@", CATEGORY),
    Pattern("http_basic", r"(?i)\bbasic\s+([A-Za-z0-9+/]{6,}={0,2})", CATEGORY, judge=_basic),
    Pattern("http_bearer", r"(?i)\bbearer\s+([A-Za-z0-9+/=_.~-]{16,})", CATEGORY, judge=_random),
    Pattern("named_value", rf"(?i){_NAME}[\"']?=[\"']?{_VALUE}{{3,}}", CATEGORY, judge=_assigned),
    Pattern("named_quoted", rf"(?i){_NAME}\\?[\"']?\s*[:=]>?\s*[a-z]?\\?[\"']([^\x1f\"'\\]{{3,}})", CATEGORY, judge=_secret),
    Pattern("named_plain", rf"(?i){_NAME}\s*:\s+(?:token\s+)?({_VALUE}{{6,}})", CATEGORY, judge=_random),
    Pattern(
        "named_password",
        r"(?i)(?:^|\x1f)(?:[a-z0-9]+[_-])*(?:passw(?:or)?d|passphrase|secret(?:[_-]?key)?|authorization)\x1f([^\x1f]{3,})",
        CATEGORY,
        judge=_secret,
    ),
    Pattern("named_key", rf"(?i)(?:^|\x1f)[a-z0-9_-]*{_NAME}\x1f([^\x1f]{{8,}})", CATEGORY, judge=_random),
)
"""Where the name beside it says what a value is. The last two read a key and the value that is the next leaf."""

SECRETS: Final = (
    *(Pattern(name, regex, CATEGORY) for name, regex in SHAPES),
    *(Pattern(name, regex, CATEGORY, GOOGLE) for name, regex in GOOGLE_SHAPES),
    *NAMED,
)
