"""A payload on disk, judged for one tenant: ``gateway scan``. Law: the review every call passes; nothing is sent, nothing is recorded."""

import asyncio
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import typer

from gateway.codecs.coding import decode_content
from gateway.egress.simulate import judge, request_of, told
from gateway.model.category import Purpose
from gateway.model.decision import Verdict
from gateway.model.errors import Refused
from gateway.model.reasons import REASONS
from gateway.parts import rules, store, vault
from gateway.registry.declared import declared
from gateway.registry.live import Registry
from gateway.registry.snapshot import Caller, Role
from gateway.scanning.destination import Destination, guess
from gateway.scanning.page import print_page
from gateway.settings import Settings

NOT_SO: Final = 1

_GZIP: Final = b"\x1f\x8b"


class Asked(NamedTuple):
    """What the options say.

    Attributes:
        tenant: for whom.
        host, method, path, content_type: of the call the payload would be sent with; empty where left out.
        purpose: empty where the connector's own is meant.
        feature: what ``Gateway-Feature`` would say.
    """

    tenant: str
    host: str = ""
    method: str = ""
    path: str = ""
    content_type: str = ""
    purpose: str = ""
    feature: str = ""


def run(settings: Settings, file: Path, asked: Asked, *, as_json: bool) -> int:
    """Judge a file and print what was found and what would leave.

    Args:
        settings: whose store, policy and limits count.
        file: a request body, plain or as gzip.
        asked: see Asked.
        as_json: print for machines.

    Returns:
        Exit code: 0 where something may leave, be it less than the file holds; 1 where nothing may.

    Raises:
        ConfigurationError: the settings can not be used.
        Refused: the tenant is unknown, or the file can not be read as what it says it is.
        StoreUnavailable: the registered terms can not be read.
    """
    raw = file.read_bytes()
    coding = "gzip" if raw.startswith(_GZIP) else ""
    chosen = guess(decode_content(raw, coding, settings.limits.max_body_bytes), **_named(asked))
    if chosen.body is None:
        chosen = chosen._replace(body=raw, coding=coding)
    answer = asyncio.run(_judged(settings, asked, chosen))
    if as_json:
        typer.echo(orjson.dumps({"destination": chosen.shown, "assumed": chosen.assumed, **answer}, option=orjson.OPT_INDENT_2).decode())
    else:
        print_page(file.name, chosen, answer)
    return NOT_SO if answer["decision"] == Verdict.DENY else 0


def _named(asked: Asked) -> dict[str, str]:
    return {"host": asked.host, "method": asked.method, "path": asked.path, "content_type": asked.content_type}


async def _judged(settings: Settings, asked: Asked, chosen: Destination) -> dict[str, Any]:
    rulebook, _ = rules(settings)
    async with store(settings) as pool:
        ring = await vault(settings, pool)
        registry = await Registry.open(pool, ring, declared(settings, ring))
        if asked.tenant not in registry.snapshot.tenants:
            raise Refused("bad_input", f"There is no tenant {asked.tenant!r}.")
        request = request_of(chosen.method, chosen.url, chosen.headers, chosen.body or b"")
        named = {"tenant": asked.tenant, "purpose": asked.purpose, "feature": asked.feature}
        try:
            return told(await judge(registry, rulebook, _anybody(asked.tenant), request, named, time.time_ns() // 1_000_000))
        except Refused as refusal:
            return _refused(refusal)


def _anybody(tenant: str) -> Caller:
    """A caller with every purpose: who scans asks about the data, not about a caller's grants."""
    return Caller(name="scan", tenants=frozenset({tenant}), purposes=frozenset(Purpose), roles=frozenset({Role.EGRESS}))


def _refused(refusal: Refused) -> dict[str, Any]:
    """The call is not even judged: no vendor, no port, no purpose."""
    return {
        "decision": Verdict.DENY.value,
        "reason": refusal.reason,
        "detail": refusal.detail or REASONS[refusal.reason].todo,
        "policies": list(refusal.policies),
        "findings": [],
        "outbound": None,
    }
