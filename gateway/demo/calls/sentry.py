"""An ERP service whose scheduler fails, with sentry-sdk. Law: the SDK reads its settings itself, from the environment.

All but one: urllib3, which it sends with, takes no credentials from ``HTTPS_PROXY``; sentry-sdk has the option ``proxy_headers`` for
that. Its value for ``Gateway-Key`` is this program's argument.
"""

import os
from collections.abc import Mapping
from typing import Any

import sentry_sdk

from gateway.demo.planted import COMMENT, PASSWORD, PROJECT, RECORD


class ScheduleConflict(Exception):
    """Two appointments at the same time."""


def move(task: Mapping[str, Any], weekday: str) -> None:
    """Move a task to a day that is taken. Its arguments are what Sentry shows as local variables."""
    clash = task["clashes_with"]
    raise ScheduleConflict(f"{weekday}: can not move {task['title']!r} of {task['owner']}, it clashes with {clash!r}")


def main() -> None:
    """Fail once, the way real code does."""
    key = os.environ.get("DEMO_ARGUMENT")  # noqa: TID251 - a program of its own, no part of the gateway
    keys = {"Gateway-Key": key} if key else None
    sentry_sdk.init(release="erp@2026.11.3", environment="staging", server_name="scheduler-2", proxy_headers=keys)
    slug = PROJECT.text.lower().replace(" ", "-")
    sentry_sdk.set_tag("project", PROJECT.text.upper())
    sentry_sdk.set_tag("queue", "scheduling")
    sentry_sdk.set_user({"id": "u-1042", "email": RECORD["owner"]})
    sentry_sdk.set_extra("database", f"postgresql://erp:{PASSWORD.text}@db.internal:5432/erp")
    sentry_sdk.add_breadcrumb(category="navigation", message=f"opened /projects/{slug}/tasks/4711")
    sentry_sdk.add_breadcrumb(category="comment", message=f"saved: {COMMENT.text}!", data={"characters": 44})
    try:
        move(RECORD, "Tuesday")
    except ScheduleConflict:
        sentry_sdk.capture_exception()
    sentry_sdk.flush()
    print("capture_exception() returned, nothing was raised")  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
