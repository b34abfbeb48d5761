"""Credentials. Law: every shape finds what its own pattern can write, and what stands beside a telling name is found."""

import base64
import re._constants as codes
import re._parser as parser
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.scan import DOUBTFUL, PatternScanner, compiled
from gateway.detect.secrets import SECRETS
from gateway.detect.secrets_shapes import GOOGLE_SHAPES, SHAPES

SCANNER = PatternScanner(SECRETS)


def found(text):
    return {text[span.start : span.end] for span in SCANNER.scan(text)}


class Written:
    """Values an expression describes, by chance. Repetitions without an end are taken up to 40 times more."""

    def __init__(self, regex, random):
        self.tree, self.random = parser.parse(regex), random

    def value(self):
        return self.of(self.tree)

    def of(self, tree):
        return "".join(self.one(code, argument) for code, argument in tree)

    def one(self, code, argument):
        match code:
            case codes.LITERAL | codes.NOT_LITERAL:
                return chr(argument) if code is codes.LITERAL else self.random.choice("abcxyz789")
            case codes.AT:
                return ""
            case codes.IN:
                return self.member(argument)
            case codes.MAX_REPEAT | codes.MIN_REPEAT:
                least, most, inner = argument
                return "".join(self.of(inner) for _ in range(self.random.randint(least, min(most, least + 40))))
            case codes.SUBPATTERN:
                return self.of(argument[3])
            case codes.BRANCH:
                return self.of(self.random.choice(argument[1]))
        raise NotImplementedError(code)

    def member(self, ranges):
        if ranges[0][0] is codes.NEGATE:
            return self.random.choice(" ,;") if self.excludes(ranges, "a") else self.random.choice("abcxyz789")
        chosen = self.random.choice(ranges)
        match chosen:
            case (codes.RANGE, (low, high)):
                return chr(self.random.randint(low, high))
            case (codes.LITERAL, sign):
                return chr(sign)
            case (codes.CATEGORY, codes.CATEGORY_DIGIT):
                return self.random.choice("0123456789")
            case (codes.CATEGORY, codes.CATEGORY_SPACE):
                return " "
        raise NotImplementedError(chosen)

    @staticmethod
    def excludes(ranges, sign):
        return any(kind is codes.RANGE and low_high[0] <= ord(sign) <= low_high[1] for kind, low_high in ranges if kind is codes.RANGE)


@pytest.mark.parametrize(("name", "regex"), SHAPES + GOOGLE_SHAPES, ids=[name for name, _ in SHAPES + GOOGLE_SHAPES])
def test_every_shape_finds_fifty_values_made_from_its_description(name, regex):
    """Made by walking the expression as another engine parses it, from a fixed seed."""
    written = Written(regex, Random(name))  # noqa: S311 - the same values in every run
    for value in (written.value() for _ in range(50)):
        spans = [span for span in SCANNER.scan(f"før\x1fsee {value}\x1fetter") if span.detector.removesuffix(DOUBTFUL) == name]
        assert spans, value
        assert all(span.category == "user.authorization.credentials" for span in spans)
        assert {span.origin for span in spans} == {"google.restricted" if (name, regex) in GOOGLE_SHAPES else ""}


GATED = [pattern for pattern in SECRETS if pattern.gate]


@pytest.mark.parametrize("pattern", GATED, ids=[pattern.name for pattern in GATED])
def test_a_gate_opens_for_whatever_is_behind_it(pattern):
    written, gate = Written(pattern.regex, Random(pattern.name)), compiled(pattern.gate)  # noqa: S311 - the same values in every run
    assert all(gate.search(f"x\x1f{written.value()} y") for _ in range(200))


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
