"""What the SDK scripts share. Law: planted values and credentials come in by environment, what happened goes out as one line of JSON."""

import json
import os
from collections.abc import Callable
from typing import Any, Final

PLANTED: Final[dict[str, str]] = json.loads(os.environ["PLANTED"])
"""What must not leave: name -> text."""

WAY: Final = os.environ["WAY"]
"""``connect``: the environment names a proxy and a CA. ``base``: the vendor is at ``at(host)``."""

calls: Final[dict[str, dict[str, Any]]] = {}


def at(host: str) -> str:
    """Where a vendor host is: its own address, or behind the base URL."""
    return f"https://{host}" if WAY == "connect" else f"{os.environ['BASE_URL']}/{host}"


def attempt(name: str, call: Callable[[], Any]) -> None:
    """Make a call; keep what it returned, or the exception the application would see."""
    try:
        calls[name] = {"answer": call()}
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises is what is to be reported
        note(name, error)


def note(name: str, error: Exception) -> None:
    """Keep an exception."""
    calls[name] = {"error": type(error).__name__, "message": str(error)}


def finish(**more: Any) -> None:
    """Write the report."""
    print(json.dumps({"calls": calls, **more}, default=str))
