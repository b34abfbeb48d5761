"""Credentials. Law: every shape finds what its own pattern can write, and what stands beside a telling name is found."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.detect.scan import PatternScanner
from gateway.detect.secrets import GOOGLE_SHAPES, SECRETS, SHAPES

SCANNER = PatternScanner(SECRETS)


def found(text):
    return {text[span.start : span.end] for span in SCANNER.scan(text)}


def in_python(regex):
    """RE2's ``\\s`` has no U+001F and U+000B, Python's has."""
    return re.sub(r"\[\^[^]]*\]", lambda negated: negated[0].replace("\\s", " \\t-\\r"), regex).replace("\\s", " ")


@pytest.mark.parametrize(("name", "regex"), SHAPES + GOOGLE_SHAPES, ids=lambda value: value if value.isidentifier() else "")
def test_every_shape_finds_what_it_describes(name, regex):
    """Values are made from the pattern by another engine."""

    @settings(max_examples=5, deadline=None)
    @given(st.from_regex(re.compile(in_python(regex), re.ASCII), fullmatch=True))
    def finds(value):
        spans = [span for span in SCANNER.scan(f"før\x1fsee {value}\x1fetter") if span.detector == name]
        assert spans
        assert all(span.category == "user.authorization.credentials" for span in spans)
        assert {span.origin for span in spans} == {"google.restricted" if (name, regex) in GOOGLE_SHAPES else ""}

    finds()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("postgres://erp:s3cr3t@db.internal:5432/erp", "erp:s3cr3t"),
        ("redis://:pw@cache", ":pw"),
        ("401 for https://user:pa55w0rd@api.partner.example/v1", "user:pa55w0rd"),
        ("Basic YWRtaW46c2VjcmV0", "YWRtaW46c2VjcmV0"),
        ("authorization: basic YWRtaW46c2VjcmV0MQ==", "YWRtaW46c2VjcmV0MQ=="),
        ("Bearer ya29.fd12aabfe228f219e9cb0eb53f16947c", "ya29.fd12aabfe228f219e9cb0eb53f16947c"),
        ("bearer 0123456789abcdef", "0123456789abcdef"),
        ("Authorization: token 9a8b7c6d5e4f", "9a8b7c6d5e4f"),
        ("/v1/tasks?access_token=47aaeb26c57d&x=1", "47aaeb26c57d"),
        ("GET /?token=f750110c57513064", "f750110c57513064"),
        ("--password=abc", "abc"),
        ("Uid=sa;Pwd=hunter;", "hunter"),
        ("sessionid=b19731662b5e; csrftoken=261ff2d3", "261ff2d3"),
        ("integro_session=Ak0uInKeCp91", "Ak0uInKeCp91"),
        ("password='hunter two'", "hunter two"),
        ("{'password': 'hunter two', 'x': 1}", "hunter two"),
        ('{"api_key": "k-1"}', "k-1"),
        ('{\\"client_secret\\": \\"k-1\\"}', "k-1"),
        ("'api_key' => 'k-1'", "k-1"),
        ("x-api-key: abc-123-def", "abc-123-def"),
        ("password\x1fabc", "abc"),
        ("password\x1fmy_password", "my_password"),
        ("password\x1fabc(123", "abc(123"),
        ("api_key\x1fabcdEfghIj", "abcdEfghIj"),
        ("db_password\x1fcorrect horse", "correct horse"),
        ("client-secret\x1fabc", "abc"),
        ("refresh_token\x1fabcdefg8", "abcdefg8"),
        ("X-Api-Key\x1fd32cbe54014c", "d32cbe54014c"),
        ("password\x1fone1\x1ftoken\x1ftwo22222", "two22222"),
    ],
)
def test_a_name_beside_it_gives_a_secret_away(text, value):
    assert value in found(text)
    assert value in found(f"før\x1f{text}\x1fetter")


@pytest.mark.parametrize(
    "text",
    [
        "https://api.partner.example/v1/tasks",
        "https://user@api.partner.example",
        "basic understanding of things",
        "Basic internationalization",
        "a basic YWRtaW5zZWNyZXQx",
        "basic abcdefghi",
        "bearer authentication_credentials",
        "token=None",
        "password=",
        "password=********",
        "password=[Filtered]",
        "password=${DB_PASSWORD}",
        "password={{ password }}",
        "token=<token>",
        "token=get_token(request)",
        "password=self.password",
        "api_key=settings.API_KEY",
        "PWD=/home/deploy",
        "password: required",
        "token: string",
        "tokens: 1200",
        "'token': 'string' if x else y"[:9],
        "reset your password\x1fpython",
        "/reset-password\x1fpython",
        "auth.token\x1fpython",
        "token\x1fpython",
        "session_id\x1f1760000000",
        "password\x1f\x1fpython",
        "password\x1fnull",
        "token_count\x1f12345678",
        "1e21862ab8a18a8902073fec8df4f509",
        "550e8400-e29b-41d4-a716-446655440000",
        "sha512-9Q7xGJ0vTn1VwKq0cN3mH5eF2dB8aL4k",
        "sk-learn pipeline",
        "/v1//short",
        "eyJhbGciOi.notajwt",
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_harmless_look_alikes_are_left_alone(text):
    assert found(text) == set()
    assert found(f"før\x1f{text}\x1fetter") == set()


def test_a_whole_private_key_is_one_finding():
    key = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\nBBBB==\n-----END RSA PRIVATE KEY-----"
    assert key in found(f"x {key} y")
    assert key.replace("\n", "\\n") in found(key.replace("\n", "\\n"))


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_basic_credentials_are_found_whatever_user_and_password_are(user, password):
    value = base64.b64encode(user + b":" + password + b"more").decode()
    assert value in found(f"Basic {value}")


PARTS = st.sampled_from(
    ["password", "token", "abc123def", "=", ":", " ", "'", '"', "\x1f", "https://u:p@h", "Basic ", "é", "-----BEGIN PRIVATE KEY-----", "\\"]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_spans_lie_in_one_leaf_and_come_again(text):
    spans = SCANNER.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == SCANNER.scan(text)
