"""The calls the demo makes, as one table. Law: what must come of each stands here before it is made, and is what the end is judged by."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.demo.planted import TASK
from gateway.model.decision import Verdict

REFERENCE: Final = "DEMO-CONSENT-17"
"""The authorisation record the demo's settings hold."""

FEATURE: Final = "calendar-sync"


class Way(StrEnum):
    """How the SDK is pointed at the gateway."""

    CONNECT = "HTTPS_PROXY"
    BASE_URL = "base URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One run of an SDK.

    Attributes:
        sdk: the package's name.
        program: module in ``gateway.demo.calls``.
        title: what the application does, in a few words.
        way: see Way.
        verdict: what the gateway must decide.
        feature: the ``Gateway-Feature`` the caller's name carries; empty for none.
        allowed: names of planted values that this call is authorised to carry out, and must.
        kept: places of harmless fields that must leave as they are.
    """

    sdk: str
    program: str
    title: str
    way: Way
    verdict: Verdict
    feature: str = ""
    allowed: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()


SENTRY_KEPT: Final = ("exception.values[0].type", "frames[1].function", "release", "tags.queue")
SEGMENT_KEPT: Final = ("batch[1].event", "batch[1].properties.method", "batch[0].traits.plan", "batch[2].properties.columns")
CALENDAR_KEPT: Final = ("start.dateTime", "location")

SCENES: Final = (
    Scene(
        sdk="sentry-sdk",
        program="sentry",
        title="reports an exception of the scheduler",
        way=Way.CONNECT,
        verdict=Verdict.REDACT,
        kept=SENTRY_KEPT,
    ),
    Scene(
        sdk="sentry-sdk",
        program="sentry",
        title="does the same by base URL, in its DSN",
        way=Way.BASE_URL,
        verdict=Verdict.REDACT,
        kept=SENTRY_KEPT,
    ),
    Scene(
        sdk="segment-analytics-python",
        program="segment",
        title="counts what people do",
        way=Way.CONNECT,
        verdict=Verdict.REDACT,
        kept=SEGMENT_KEPT,
    ),
    Scene(
        sdk="segment-analytics-python",
        program="segment",
        title="does the same by base URL, in its host",
        way=Way.BASE_URL,
        verdict=Verdict.REDACT,
        kept=SEGMENT_KEPT,
    ),
    Scene(
        sdk="segment-analytics-python",
        program="harmless",
        title="counts without naming anything",
        way=Way.CONNECT,
        verdict=Verdict.PERMIT,
        kept=("batch[0].event", "batch[0].properties.columns", "batch[0].properties.method", "batch[0].userId"),
    ),
    Scene(
        sdk="google-api-python-client",
        program="calendar",
        title="puts a task into a linked calendar",
        way=Way.CONNECT,
        verdict=Verdict.REDACT,
        kept=CALENDAR_KEPT,
    ),
    Scene(
        sdk="google-api-python-client",
        program="calendar",
        title="does it for a feature authorised for task titles",
        way=Way.CONNECT,
        verdict=Verdict.REDACT,
        feature=FEATURE,
        allowed=frozenset({TASK.name}),
        kept=CALENDAR_KEPT,
    ),
    Scene(
        sdk="google-api-python-client",
        program="drive",
        title="uploads an attachment",
        way=Way.CONNECT,
        verdict=Verdict.DENY,
    ),
    Scene(
        sdk="requests",
        program="stranger",
        title="posts a task to a vendor nobody approved",
        way=Way.CONNECT,
        verdict=Verdict.DENY,
    ),
)

BARE: Final = tuple({scene.program: scene for scene in reversed(SCENES)}.values())[::-1]
"""One scene of each program: what is run without the gateway, to see what the SDK sends."""
