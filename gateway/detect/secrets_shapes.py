"""Tokens whose format their issuer documents. Law: found by shape; a check that fails makes a finding doubtful, never unfound.

Prefix, alphabet and length of 60 formats. No class contains U+001F. A match is never suppressed for a word inside it: in a long random
string any short word turns up by chance. Only a value that ends as documentation's examples do, or in one sign over and over, is none.
"""

from collections.abc import Callable, Mapping
from typing import Final

from gateway.detect import secrets_checks as checks

SHAPES: Final = (
    ("aws_access_key_id", r"\b(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA)[A-Z2-7]{16}\b"),
    ("aws_secret_key", r"(?i)aws[^\x1f]{0,24}secret[^\x1f]{0,24}?(?:[\"'=:\s]{1,6}|\x1f)([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"),
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
    ("discord_bot", r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}\b"),
    ("telegram_bot", r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}"),
    ("stripe_secret", r"\b[sr]k_(?:live|test|prod)_[A-Za-z0-9]{20,247}\b"),
    ("stripe_webhook", r"\bwhsec_[A-Za-z0-9+/=]{32,64}"),
    ("square", r"\b(?:sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43}|EAAA[lE][A-Za-z0-9_-]{59})"),
    ("shopify", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    ("paypal_braintree", r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}\b"),
    ("sendgrid", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("twilio_key", r"\b(?:SK|AC)[0-9a-f]{32}\b"),
    ("mailgun", r"\b(?:key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})\b"),
    ("mailchimp", r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    ("hubspot_pat", r"\bpat-(?:na|eu|ap)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    ("atlassian_api", r"\bAT(?:ATT|CTT|BB|SST|OAT)3?[A-Za-z0-9_=+/-]{50,250}=?[A-F0-9]{8}\b"),
    ("asana_pat", r"\b[012]/\d{13,20}(?:/\d{13,20})?:[0-9a-f]{32}\b"),
    ("notion", r"\b(?:secret_[A-Za-z0-9]{43}|ntn_\d{11}[A-Za-z0-9]{35})\b"),
    ("linear", r"\blin_(?:api|oauth)_[A-Za-z0-9]{40,64}\b"),
    ("clickup", r"\bpk_\d{7,9}_[0-9A-Z]{32}\b"),
    ("airtable", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
    ("figma", r"\bfig[dopu][rh]?_[A-Za-z0-9_=-]{40,54}"),
    ("dropbox", r"\bsl\.(?:u\.)?[A-Za-z0-9_-]{130,}"),
    ("sentry_dsn", r"https?://([0-9a-f]{32})@(?:[a-z0-9-]+\.)*sentry\.io/\d+"),
    ("sentry_token", r"\bsntry(?:u_[a-f0-9]{64}|s_eyJ[A-Za-z0-9+/=_-]{60,400})"),
    (
        "datadog_key",
        r"(?i)(?:datadog|\bdd[_-]?(?:api|app))[^\x1f]{0,20}?(?:[\"'=:\s]{1,4}|\x1f)([0-9a-f]{32}|[0-9a-f]{40})\b",
    ),
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
    ("google_client_id", r"\b\d{6,14}-[a-z0-9]{32}\.apps\.googleusercontent\.com\b"),
    ("google_service_account", r"private_key_id\\?[\"']?\s*[:=]\s*\\?[\"'][0-9a-f]{40}\\?[\"']"),
)
"""Google's tokens open Google's data. Its service accounts' addresses are found as e-mail addresses."""

DOUBTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "aws_access_key_id": checks.aws_account,
    "aws_bedrock_key": checks.bedrock,
    "github_classic": checks.crc_base62,
    "npm": checks.crc_base62,
    "atlassian_api": checks.crc_hex,
    "discord_bot": checks.discord_user,
    "sentry_token": checks.sentry_org,
    "pypi": checks.macaroon,
    "jwt": checks.jwt_header,
}
"""Format -> whether a token of it can be one its issuer made."""
