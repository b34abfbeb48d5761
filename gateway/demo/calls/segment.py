"""An ERP service that counts what people use, with segment-analytics-python. Law: only the write key and the host are set."""

import os

from segment import analytics  # type: ignore[import-untyped]  # ships no types

from gateway.demo.planted import CLIENT, EMAIL, PROJECT, TASK


def main() -> None:
    """Send three events the way careless code does: with the objects' names in them."""
    analytics.write_key = "InventedWriteKeyForTheDemo01"
    analytics.gzip = True
    analytics.host = os.environ.get("DEMO_ARGUMENT")  # noqa: TID251 - a program of its own, no part of the gateway
    camel = PROJECT.text.replace(" ", "")
    analytics.identify("u-1042", {"email": EMAIL.text, "plan": "business"})
    analytics.track("u-1042", "Task Completed", {"task": TASK.text, "project": camel, "client": CLIENT.text.upper(), "method": "keyboard"})
    slug = TASK.text.lower().replace(" ", "_")
    analytics.page("u-1042", "app", "Board", {"section": f"board/{slug}", "columns": 4})
    analytics.flush()
    print("track(), identify() and page() returned, the queue is empty")  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
