"""Checks that issuers put into tokens. Law: a real one agrees, a changed one is doubtful and still found."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect import secrets_checks as checks
from gateway.detect.scan import DOUBTFUL, PatternScanner
from gateway.detect.secrets import SECRETS

SCANNER = PatternScanner(SECRETS)
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def encoded(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def github(body, prefix="ghp_"):
    rest, digits = zlib.crc32(body.encode()), ""
    while rest:
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return prefix + body + digits.rjust(6, "0")


BODY = "zQWBuTSOoRi4A9spHcVYoi9qcKwtMp"
JWT = ".".join([encoded(json.dumps({"alg": "HS256"}).encode()), encoded(json.dumps({"sub": "usr_1"}).encode()), "g98f5juaqyiv9UmF" * 2])
ORG = f"sntrys_{encoded(json.dumps({'iat': 1.5, 'url': 'https://sentry.io', 'org': 'acme-of-somewhere'}).encode())}_{'k3J9' * 11}"
BEDROCK = "ABSK" + base64.b64encode(b"BedrockAPIKey-" + bytes(range(90))).decode()
PYPI = "pypi-" + encoded(b"\x02\x01\x08pypi.org" + bytes(range(60)))
ATLASSIAN = "ATATT3xFfGF0" + "aB3dE5gH7j" * 5
ATLASSIAN += f"={zlib.crc32((ATLASSIAN + '=').encode()):08X}"
DISCORD = f"{base64.b64encode(b'123456789012345678').decode()}.GabcDe.{'x1Y2z3' * 5}"
DISCORD = "M" + DISCORD[1:]
AWS = "AKIA" + base64.b32encode((((123456789012 << 7) | (1 << 47)) & ((1 << 48) - 1)).to_bytes(6, "big") + b"wxyz").decode()[:16]


@pytest.mark.parametrize(
    ("check", "token", "changed"),
    [
        (checks.crc_base62, github(BODY), github(BODY)[:-1] + "!"),
        (checks.crc_base62, github(BODY, "npm_"), "npm_" + "a" * 36),
        (checks.crc_hex, ATLASSIAN, ATLASSIAN[:-8] + "00000000"),
        (checks.aws_account, AWS, "AKIA7777777777777777"),
        (checks.bedrock, BEDROCK, "ABSK" + "A" * 110),
        (checks.discord_user, DISCORD, "MNOabcdefghijklmnopqrstuvw.abcdef.x"),
        (checks.sentry_org, ORG, "sntrys_eyJhIjoxfQ_x"),
        (checks.sentry_org, "sntryu_" + "ab" * 32, "sntrys_bm8_x"),
        (checks.macaroon, PYPI, "pypi-AgEIcHlwaS5vcmX"),
        (checks.jwt_header, JWT, "eyJub3RoaW5nIjoxfQ.x.y"),
        (checks.jwt_header, JWT, "WzFd.x.y"),
        (checks.jwt_header, JWT, "eyJhb.x.y"),
        (checks.jwt_header, JWT, "____.x.y"),
    ],
)
def test_a_token_of_the_issuer_agrees_and_a_changed_one_does_not(check, token, changed):
    assert check(token)
    assert not check(changed)


@pytest.mark.parametrize(("name", "token"), [("github_classic", github(BODY)), ("jwt", JWT), ("sentry_token", ORG), ("pypi", PYPI)])
def test_what_agrees_is_found_under_its_name(name, token):
    assert {span.detector for span in SCANNER.scan(f"see {token} here")} == {name}


@pytest.mark.parametrize("token", ["ghp_" + "a1B2c3" * 6, "eyJub3RoaW5nIjoxfQ.eyJub3RoaW5nIjoxfQ.aaaabbbbccccdddde"])
def test_what_does_not_agree_is_found_under_a_doubtful_name(token):
    (span,) = SCANNER.scan(token)
    assert span.detector.endswith(DOUBTFUL)
    assert (span.start, span.end) == (0, len(token))


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_" + "x" * 36,
        "ghp_" + "0" * 36,
        "sk_live_a1b2c3d4e5f60123456789abcdef",
        "AIza" + "-" * 35,
        "https://user:password@api.example",
        "https://***:***@proxy.example",
        "postgres://username:<password>@db",
        "password=changeme",
        "api_key: 'your-api-key-here'",
        "secret='placeholder'",
        '"output_token": "NextToken"',
        "token: botocore.session.Session",
        "Token: PKCS15Token(",
        "client_token\x1fClientToken",
    ],
)
def test_what_documentation_writes_is_no_secret(text):
    assert SCANNER.scan(text) == []


@given(st.text(alphabet=[chr(code) for code in range(33, 127)], max_size=80))
def test_checks_never_raise_on_what_patterns_let_through(text):
    for check in (checks.bedrock, checks.discord_user, checks.macaroon, checks.jwt_header):
        assert check(text) in (True, False)
