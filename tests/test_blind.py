"""Blind registration: what the ERP sends holds no title, and the gateway finds the title all the same."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode

import pytest

from gateway.blind import BlindingKey
from gateway.detect.index.keys import keys_of
from gateway.model.errors import Refused
from gateway.registry.tenant_keys import TenantKeys
from gateway.vault.keyring import Keyring

TITLE = "Project Falcon Zanzibar"
KEYS = TenantKeys("acme", Keyring(bytes(range(32)), "kek1"))
PARTS = {"filter": b64encode(KEYS.secrets.filter).decode(), "digest": b64encode(KEYS.secrets.digest).decode()}
WRONG = [{"filter": "!"}, {"filter": None}, {"digest": "AAAA"}]
ANSWER = json.dumps({"key_id": KEYS.key_id, **PARTS})


def test_a_line_holds_the_rows_the_gateway_would_make_and_no_word() -> None:
    key = BlindingKey.read(ANSWER)
    lines = list(key.lines([("1", "project", TITLE), ("2", "task", "!!!")]))
    first, second = map(json.loads, lines)
    assert b64decode(first.pop("keys")) == keys_of(TITLE, "project", "integro", KEYS.secrets)
    assert first == {"id": "1", "kind": "project"}
    assert second == {"id": "2", "kind": "task", "keys": ""}
    assert not any(word in line.lower() for line in lines for word in (b"falcon", b"zanzibar"))
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)


def test_a_provenance_line_does_the_same_for_an_origin() -> None:
    line = json.loads(BlindingKey.read(ANSWER).provenance_line("m1", "msgraph", TITLE))
    assert b64decode(line.pop("keys")) == keys_of(TITLE, "", "msgraph", KEYS.secrets)
    assert line == {"id": "m1", "origin": "msgraph"}


def test_words_outside_the_vocabulary_are_refused() -> None:
    key = BlindingKey.read(ANSWER)
    for line in (lambda: key.line("1", "spaceship", TITLE), lambda: key.provenance_line("1", "nowhere", TITLE)):
        with pytest.raises(Refused):
            line()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "{}",
        '{"reason": "role_missing"}',
        json.dumps({"key_id": "x", **PARTS, "filter": "!"}),
        json.dumps({"key_id": "x", **PARTS, "digest": "AAAA"}),
    ],
)
def test_what_is_no_blinding_key_is_refused(answer: str) -> None:
    with pytest.raises(ValueError, match="blinding key"):
        BlindingKey.read(answer)


def test_a_repr_shows_no_key() -> None:
    shown = repr(BlindingKey.read(ANSWER))
    assert KEYS.key_id in shown
    assert repr(KEYS.secrets.digest) not in shown


HEAVY = ("aiohttp", "asyncpg", "pydantic", "cedarpy", "re2", "phonenumbers", "structlog")


def test_it_needs_nothing_of_a_running_gateway() -> None:
    told = f"import sys, gateway.blind; print([name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
