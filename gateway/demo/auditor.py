"""Reads and writes the admin interface over HTTP, like any other client. Law: it believes no proof it has not checked."""

import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

import aiohttp

from gateway.audit import merkle

Record: TypeAlias = Mapping[str, Any]
"""A transfer as ``GET /v1/transfers/{id}`` shows it."""

_PAGE: Final = 100


class Auditor:
    """A client of the admin interface.

    Args:
        http: a session with base URL and key.
    """

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def register(self, tenant: str, terms: Sequence[Mapping[str, str]], provenance: Sequence[Mapping[str, str]]) -> None:
        """Register a tenant's terms and its texts from vendors.

        Raises:
            aiohttp.ClientResponseError: the gateway does not take them.
        """
        for name, lines in (("terms", terms), ("provenance", provenance)):
            body = "".join(json.dumps(line) + "\n" for line in lines)
            async with self._http.put(f"/v1/tenants/{tenant}/{name}", data=body, headers={"Content-Type": "application/x-ndjson"}):
                pass

    async def ids(self) -> list[str]:
        """Ids of all transfers, oldest first."""
        async with self._http.get("/v1/transfers", params={"limit": _PAGE}) as answer:
            page = await answer.json()
        return [each["id"] for each in reversed(page["transfers"])]

    async def record(self, transfer_id: str) -> Record:
        """One transfer with its proofs."""
        async with self._http.get(f"/v1/transfers/{transfer_id}") as answer:
            found: Record = await answer.json()
        return found


@asynccontextmanager
async def auditor(url: str, key: str) -> AsyncIterator[Auditor]:
    """A client for the time of the block."""
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(url, headers=headers, raise_for_status=True) as http:
        yield Auditor(http)


def proven(record: Record, root: str = "") -> bool:
    """Say whether every leaf of a record is what was hashed, and stands in the tree.

    Args:
        record: with proofs.
        root: hex; the root the proofs must lead to, the record's own where left out.
    """
    tree = record["tree"]
    claimed = bytes.fromhex(root or tree["root"])
    leaves = [leaf for leaf in (record["opening"], record["completion"]) if leaf is not None]
    return all(_stands(leaf, tree["size"], claimed) for leaf in leaves)


def _stands(leaf: Mapping[str, Any], size: int, root: bytes) -> bool:
    raw = base64.b64decode(leaf["bytes_b64"])
    proof = [bytes.fromhex(node) for node in leaf["proof"]]
    return json.loads(raw) == leaf["entry"] and merkle.verify_inclusion(leaf["index"], size, merkle.leaf_hash(raw), proof, root)
