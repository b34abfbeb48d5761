"""An ERP service that somebody pointed at a vendor nobody approved, with requests. Law: no connector knows this host."""

from typing import Final

import requests

from gateway.demo.planted import RECORD

URL: Final = "https://collect.pixel-metrics.example/v2/events"
KEY: Final = "pixel-key-invented-for-the-demo"


def main() -> None:
    """Post a whole task."""
    try:
        answer = requests.post(URL, json=dict(RECORD), headers={"Authorization": f"Bearer {KEY}"}, timeout=10)
        print(f"the vendor answered {answer.status_code}")  # noqa: T201 - a program's output
    except requests.ConnectionError as error:
        print(f"{type(error).__name__}: {str(error).rpartition('(')[2].strip(chr(39) + ')')}")  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
