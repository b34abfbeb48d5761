"""Looks into the log at the moment a vendor gets something. Law: what it says it read from the gateway's records, from outside.

The promise is that the record of a transfer is durable before its first byte leaves. So when a byte has arrived here, the record
must be readable already, and must not yet say how the transfer ended.
"""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from gateway.demo.standin import Answer, Received, Reply

_SECONDS: Final = 10.0
_NEWEST: Final = "/v1/transfers?limit=5"


class Witness:
    """An ``Answer`` that notes which open record a request belongs to, then lets another one answer.

    Args:
        admin_url: of the gateway.
        key: of an auditor.
        answers: what is answered.

    Attributes:
        noted: one transfer id per request, in order; empty where no record was found.
    """

    def __init__(self, admin_url: str, key: str, answers: Answer) -> None:
        self._url, self._key, self._answers = f"{admin_url}{_NEWEST}", key, answers
        self.noted: list[str] = []

    def answer(self, got: Received) -> Reply:
        """Note and answer. It runs in the stand-in's thread, while the gateway waits for the answer."""
        found = [each for each in self._newest() if announces(each, got)]
        self.noted.append(str(found[0]["id"]) if found else "")
        return self._answers(got)

    def _newest(self) -> list[dict[str, Any]]:
        asked = urllib.request.Request(self._url, headers={"Authorization": f"Bearer {self._key}"})  # noqa: S310 - our own http URL
        with urllib.request.urlopen(asked, timeout=_SECONDS) as read:  # noqa: S310 - likewise
            found: list[dict[str, Any]] = json.load(read)["transfers"]
        return found


def announces(record: Mapping[str, Any], got: Received) -> bool:
    """Say whether a record is an intent without an end yet, for exactly this request."""
    entry = record["opening"]["entry"]
    said = (entry["kind"], entry["host"], entry["method"], entry["bytes_out"])
    return record["completion"] is None and said == ("intent", got.host, got.method, len(got.body))
