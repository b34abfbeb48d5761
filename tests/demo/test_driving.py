"""How an SDK is pointed at the gateway, and that its process tells how it went."""

from pathlib import Path

import pytest

from gateway.demo import driving
from gateway.demo.door import Door
from gateway.demo.driving import Exit, Pointing, drive, pointing
from gateway.demo.scenes import BARE, SCENES, Scene, Way
from gateway.model.decision import Verdict

OUT = Exit(door=Door("127.0.0.1:8080", Path("/data/ca.pem")), caller="erp", key="k-123")
BARE_OUT = Exit(door=Door("127.0.0.1:9", Path("/bare/ca.pem")))


def scene(program: str, way: Way = Way.CONNECT, feature: str = "") -> Scene:
    return Scene(sdk="an-sdk", program=program, title="x", way=way, verdict=Verdict.REDACT, feature=feature)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (scene("segment"), ("HTTPS_PROXY=http://erp:KEY@127.0.0.1:8080", "REQUESTS_CA_BUNDLE=/data/ca.pem")),
        (
            scene("calendar", feature="calendar-sync"),
            ("HTTPS_PROXY=http://erp+feature=calendar-sync:KEY@127.0.0.1:8080", "HTTPLIB2_CA_CERTS=/data/ca.pem"),
        ),
        (
            scene("sentry"),
            (
                "HTTPS_PROXY=http://127.0.0.1:8080",
                "SSL_CERT_FILE=/data/ca.pem",
                "SENTRY_DSN=https://0123456789abcdef0123456789abcdef@o42.ingest.sentry.io/4507",
                'sentry_sdk.init(proxy_headers={"Gateway-Key": "KEY"})',
            ),
        ),
        (
            scene("sentry", Way.BASE_URL),
            ("SENTRY_DSN=http://0123456789abcdef0123456789abcdef@127.0.0.1:8080/~KEY/o42.ingest.sentry.io/4507",),
        ),
        (scene("segment", Way.BASE_URL), ('analytics.host = "http://127.0.0.1:8080/~KEY/api.segment.io"',)),
    ],
)
def test_what_a_user_would_set_is_shown_without_the_key(asked, lines):
    assert pointing(asked, OUT).shown(OUT.key) == lines


@pytest.mark.parametrize("bare", BARE, ids=lambda each: each.program)
def test_without_a_gateway_nothing_but_the_proxy_and_its_certificate_is_set(bare):
    pointed = pointing(bare, BARE_OUT)
    assert pointed.environment["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert pointed.argument == ""
    assert "Gateway" not in "".join(pointed.shown(""))


def test_every_program_is_run_without_the_gateway_once():
    assert sorted(each.program for each in BARE) == sorted({each.program for each in SCENES})


async def test_a_program_that_fails_says_why():
    run = await drive(scene("stranger"), BARE_OUT)
    assert run.code != 0
    assert "ca.pem" in run.said


async def test_a_program_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(driving, "_SECONDS", 0.0)
    run = await drive(scene("stranger"), BARE_OUT)
    assert (run.code, run.said) == (driving.NOT_ENDED, "it did not end within 0 s")


def test_a_pointing_without_an_argument_shows_only_its_variables():
    assert Pointing({"A": "1"}).shown("") == ("A=1",)
