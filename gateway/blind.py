"""Registers texts without sending them. Law: what is made here holds keyed digests and no text; the rows are the server's own.

For the ERP: import this module where the titles are, and the gateway never sees one. It needs no running gateway, only the tenant's
blinding key, fetched once (role admin; every fetch is journalled)::

    from gateway.blind import BlindingKey

    key = BlindingKey.read(session.get(f"{gateway}/v1/tenants/acme/terms/key").content)
    lines = (key.line(task.id, "task", task.title) for task in tasks)
    session.put(f"{gateway}/v1/tenants/acme/terms", data=lines)

What a line holds of a text: for each of its keys a keyed hash, a keyed digest, and how much it tells. Without the key nothing of the text
can be found out from them; with it a guessed text can be checked, so keep the key as you keep a password. The id goes over as it is.

``key_id`` names the key. ``GET /v1/tenants/{t}/terms`` answers with the one that counts; when it is another one than yours, fetch the key
anew and register everything again with ``?replace=all``. Rows made by one version of this module are good for every later one.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Self

import orjson

from gateway.detect.index.form import OWN
from gateway.detect.index.keys import Secrets, keys_of

__all__ = ["BlindingKey"]

FILTER_BYTES: Final = 24
DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class BlindingKey:
    """A tenant's blinding key.

    Attributes:
        key_id: names it, and tells nothing about it.
        secrets: it. Not in ``repr``.
    """

    key_id: str
    secrets: Secrets = field(repr=False)

    @classmethod
    def read(cls, answer: bytes | str) -> Self:
        """Read the answer to ``GET /v1/tenants/{t}/terms/key``.

        Raises:
            ValueError: it is none.
        """
        try:
            told = orjson.loads(answer)
            parts = Secrets(base64.b64decode(told["filter"], validate=True), base64.b64decode(told["digest"], validate=True))
            key_id = str(told["key_id"])
        except (orjson.JSONDecodeError, binascii.Error, KeyError, TypeError):
            raise ValueError("this is no answer with a blinding key; ask GET /v1/tenants/{t}/terms/key") from None
        if (len(parts.filter), len(parts.digest)) != (FILTER_BYTES, DIGEST_BYTES):
            raise ValueError("the blinding key has another length; use the version of gateway.blind that came with the gateway")
        return cls(key_id, parts)

    def line(self, text_id: str, kind: str, text: str) -> bytes:
        """Make a line for ``PUT /v1/tenants/{t}/terms``.

        Args:
            text_id: the ERP's id; registering it again replaces what it stood for.
            kind: project, task, comment, attachment, team, client and so on; ``/openapi.json`` lists all.
            text: the words; at most a task's description, longer ones in parts with ids of their own.

        Raises:
            Refused: there is no such kind.
        """
        rows = keys_of(text, kind, OWN, self.secrets)
        return orjson.dumps({"id": text_id, "kind": kind, "keys": base64.b64encode(rows).decode()}) + b"\n"

    def provenance_line(self, text_id: str, origin: str, text: str) -> bytes:
        """Make a line for ``PUT /v1/tenants/{t}/provenance``.

        Args:
            text_id: names the text; registering it again replaces what it stood for.
            origin: ``google.restricted``, ``google.sensitive``, ``google.basic`` or ``msgraph``: the scope that fetched it.
            text: the words.

        Raises:
            Refused: there is no such origin.
        """
        rows = keys_of(text, "", origin, self.secrets)
        return orjson.dumps({"id": text_id, "origin": origin, "keys": base64.b64encode(rows).decode()}) + b"\n"

    def lines(self, texts: Iterable[tuple[str, str, str]]) -> Iterator[bytes]:
        """Make lines of ids, kinds and texts, one at a time, so that a body can be streamed."""
        return (self.line(*each) for each in texts)
