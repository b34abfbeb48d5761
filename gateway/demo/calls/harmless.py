"""An ERP service that counts what people use and names nothing, with segment-analytics-python. Law: what there is to leave untouched."""

from segment import analytics  # type: ignore[import-untyped]  # ships no types


def main() -> None:
    """Send one event without anything in it that is the tenant's."""
    analytics.write_key = "InventedWriteKeyForTheDemo01"
    analytics.track("u-1042", "Board Opened", {"columns": 4, "method": "keyboard", "duration_ms": 412})
    analytics.flush()
    print("track() returned, the queue is empty")  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
