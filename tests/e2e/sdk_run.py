"""A run of an SDK script: what the application saw, what the vendor got, what the log says. Law: the search is generous."""

import json
import re
import time
from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

from gateway.demo.standin import Received, StandIn
from tests.e2e import planted
from tests.e2e.gateway_process import KEY, Gateway, until

GIVEN: Final = {
    "PLANTED": json.dumps(planted.PLANTED),
    "SENTRY_KEY": planted.SENTRY_KEY,
    "SEGMENT_WRITE_KEY": planted.SEGMENT_WRITE_KEY,
    "MIXPANEL_TOKEN": planted.MIXPANEL_TOKEN,
    "MIXPANEL_SECRET": planted.MIXPANEL_SECRET,
    "GOOGLE_TOKEN": planted.GOOGLE_TOKEN,
    "GRAPH_TOKEN": planted.GRAPH_TOKEN,
}
"""What every script gets in its environment."""

RECORD_SECONDS: Final = 20
"""Longest wait for the completions of calls that have been answered."""


class SdkRun(NamedTuple):
    """What came of running a script.

    Attributes:
        calls: by name, what the application saw: ``answer``, or ``error`` and ``message``.
        report: the whole report.
        stderr: what the SDK wrote there.
        received: what the vendor's stand-in got.
        records: what ``GET /v1/transfers`` lists of it, oldest first.
    """

    calls: dict[str, dict[str, Any]]
    report: dict[str, Any]
    stderr: str
    received: tuple[Received, ...]
    records: tuple[dict[str, Any], ...]

    def decided(self, operation: str) -> list[str]:
        """Decisions about calls of one operation, in order."""
        return [record["decision"] for record in self.records if record["operation"] == operation]


def drive(gateway: Gateway, stand_in: StandIn, script: str, way: str, *, user: str = "erp", **environment: str) -> SdkRun:
    """Run a script and collect what came of it, once every call that was sent has its completion."""
    stand_in.received.clear()
    since = str(time.time_ns() // 1_000_000)
    ran = gateway.run_sdk(script, way, user=user, **GIVEN, **environment)
    until(lambda: all(record["completion"] or record["decision"] == "deny" for record in gateway.transfers(since=since)), RECORD_SECONDS)
    records = tuple(reversed(gateway.transfers(since=since)))
    return SdkRun(ran.report["calls"], ran.report, ran.stderr, tuple(stand_in.received), records)


def spelled(text: str) -> str:
    """Letters and digits only, lower case, whatever stands between: the form in which texts are compared."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def found_in(haystacks: Iterable[bytes], wanted: dict[str, str] = planted.PLANTED) -> set[str]:
    """Names of the planted strings that are there in any case and punctuation, plain, JSON-escaped or percent-encoded."""
    plain = " | ".join(spelled(unquote_plus(each.decode("utf-8", "replace").replace("\\n", " "))) for each in haystacks)
    return {name for name, text in wanted.items() if f" {spelled(text)} " in f" {plain} "}


def leaked_to_vendor(run: SdkRun) -> set[str]:
    """Planted strings in anything the stand-in received: head, raw body, decoded body."""
    return found_in(got.everything for got in run.received)


def leaked_into_log(gateway: Gateway) -> set[str]:
    """Planted strings or the caller's key in any row of any table, or in anything the gateway wrote to its own log."""
    return found_in([gateway.stored(), gateway.stderr.encode()], planted.PLANTED | {"caller key": KEY})
