"""An ERP service with sentry-sdk: an exception, a message, a transaction and logs. Law: the SDK is configured, never changed."""

import logging
import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import sentry_sdk
from report import PLANTED, WAY, at, attempt, finish
from urllib3.util import make_headers

LOCATION = at("o42.ingest.de.sentry.io").replace("://", f"://{os.environ['SENTRY_KEY']}@", 1)
# the SDK hands the proxy's address to urllib3, which does not look for credentials in it; it has an option for them
PROXY = urlsplit(os.environ.get("HTTPS_PROXY", ""))
PROXY_HEADERS = make_headers(proxy_basic_auth=f"{unquote(PROXY.username or '')}:{PROXY.password}") if PROXY.username else None


class BargeSunk(Exception):
    """Something the ERP could not do."""


@dataclass
class Task:
    """An object of the ERP, as it stands in a local variable."""

    title: str
    project: str
    hours: float


def schedule(task: Task) -> None:
    """Fail with planted data in locals and message."""
    comment = PLANTED["comment"]
    client_name = PLANTED["client"].upper()
    raise BargeSunk(f"can not schedule {task.title!r} of {PLANTED['project']} for {client_name}: {comment[:0]}busy")


def fail() -> str | None:
    """Capture the exception with breadcrumbs, tags, contexts and a user."""
    sentry_sdk.add_breadcrumb(category="navigation", message=f"opened {PLANTED['project']}", data={"url": "/boards/4"})
    sentry_sdk.add_breadcrumb(category="upload", message="stored a file", data={"file": PLANTED["attachment"]})
    sentry_sdk.add_breadcrumb(category="ui.click", message="button#save")
    sentry_sdk.set_tag("queue", "scheduling")
    sentry_sdk.set_tag("project", PLANTED["project"])
    sentry_sdk.set_tag("team_slug", PLANTED["team"].lower().replace(" ", "-"))
    sentry_sdk.set_context("job", {"number": 17, "task": PLANTED["task"], PLANTED["task_key"]: "open"})
    sentry_sdk.set_extra("calendar", PLANTED["google_event"])
    sentry_sdk.set_user({"id": "u-1042"})
    try:
        schedule(Task(PLANTED["task"], PLANTED["project"], 7.5))
    except BargeSunk:
        return sentry_sdk.capture_exception()
    return None


def trace() -> str:
    """A transaction with a span."""
    with sentry_sdk.start_transaction(op="task", name="nightly_rollup") as transaction:
        statement = f"SELECT * FROM tasks WHERE title = '{PLANTED['task']}'"  # noqa: S608 - as careless code writes it; nobody runs it
        with transaction.start_child(op="db.query", name=statement):
            pass
        with transaction.start_child(op="cache.get", name="board:4"):
            pass
        return transaction.trace_id


def log() -> None:
    """Structured logs."""
    sentry_sdk.logger.info("rollup of {board} finished", board=4)
    sentry_sdk.logger.warning("comment was: {comment}", comment=PLANTED["comment"])
    sentry_sdk.flush(10)


logging.basicConfig(level=logging.WARNING)
sentry_sdk.init(
    dsn=f"{LOCATION}/4507",
    release="erp@2031.2.1",
    environment="staging",
    server_name="scheduler-2",
    traces_sample_rate=1.0,
    enable_logs=True,
    debug=True,
    proxy_headers=PROXY_HEADERS,
    _experiments={"transport_compression_algo": "br" if WAY == "connect" else "gzip"},
)
attempt("exception", fail)
attempt("message", lambda: sentry_sdk.capture_message(f"mail said: {PLANTED['google_mail']}", level="warning"))
attempt("transaction", trace)
attempt("logs", log)
sentry_sdk.flush(10)
finish()
