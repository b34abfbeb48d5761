"""An ERP service with segment-analytics-python: four kinds of message, plain and gzipped. Law: the SDK is configured, never changed."""

import os

from report import PLANTED, at, attempt, finish
from segment.analytics.client import Client

problems: list[str] = []


def client(*, gzip: bool) -> Client:
    """A client as its documentation makes one; what it could not deliver it tells ``on_error``."""
    return Client(
        os.environ["SEGMENT_WRITE_KEY"],
        host=at("api.segment.io"),
        gzip=gzip,
        max_retries=1,
        on_error=lambda error, _batch: problems.append(repr(error)),
    )


def send(*, gzip: bool) -> None:
    """One batch of four messages."""
    analytics = client(gzip=gzip)
    properties = {
        "task": PLANTED["task"],
        "client": PLANTED["client"].upper(),
        "board": 4,
        "method": "keyboard",
        PLANTED["project"]: 7.5,
        "nested": {"file": PLANTED["attachment"], "note": f"she wrote: {PLANTED['comment']}!"},
    }
    analytics.track("u-1042", "Task Completed", properties, context={"page": {"title": PLANTED["project"], "path": "/boards/4"}})
    analytics.identify("u-1042", {"plan": "business", "next_appointment": PLANTED["google_event"]})
    analytics.page("u-1042", "app", "Board", {"columns": 4, "section": PLANTED["team"].lower().replace(" ", "-")})
    analytics.group("u-1042", "g-77", {"name": PLANTED["client"], "seats": 12})
    analytics.flush()
    analytics.join()


attempt("plain", lambda: send(gzip=False))
attempt("gzip", lambda: send(gzip=True))
finish(problems=problems)
