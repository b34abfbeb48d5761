"""Turns register rows into what policies can ask about. Law: what the register does not say counts against the transfer."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from gateway.model.category import SYSTEM, VOCABULARY, covered
from gateway.model.connector import Connector

EEA: Final = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905 - reads as a list
)
"""European Union (27) and Iceland, Liechtenstein, Norway: one area for GDPR chapter V (EEA Joint Committee decision 154/2018)."""

LISTED: Final = frozenset({"adequacy", "bcr", "dpf", "scc"})
"""Mechanisms a register row may rely on (GDPR art. 45, 46(2)(b), 46(2)(c))."""


def mechanism(tenant_region: str, destination_region: str, listed: Mapping[str, str]) -> str:
    """Say why data may go from a tenant's country to a vendor's.

    Args:
        tenant_region: ISO 3166-1 alpha-2 code; anything else is an unknown country.
        destination_region: likewise.
        listed: the vendor's register row, destination country -> mechanism.

    Returns:
        Member of the schema's ``Mechanism``; ``none`` where nothing says that it may.
    """
    if not (_is_country(tenant_region) and _is_country(destination_region)):
        return "none"
    if tenant_region == destination_region:
        return "domestic"
    if {tenant_region, destination_region} <= EEA:
        return "eea"
    found = listed.get(destination_region, "none")
    return found if found in LISTED else "none"


def entities(connectors: Iterable[Connector]) -> str:
    """Write the register as the engine's entities, in a stable order (JSON)."""
    return json.dumps([_entity(connector) for connector in sorted(connectors, key=lambda connector: connector.name)])


def _entity(connector: Connector) -> dict[str, object]:
    vendor = connector.vendor
    return {
        "uid": {"type": "Vendor", "id": connector.name},
        "parents": [],
        "attrs": {
            "family": _word("Family", connector.family),
            "purposes": _words("Purpose", connector.purposes),
            "declared": _words("Category", SYSTEM | {key for key in VOCABULARY if covered(key, vendor.categories)}),
            "effective": vendor.effective,
            "resells": vendor.resells,
            "adPlatform": vendor.ad_platform,
            "trainsModels": vendor.trains_models,
        },
    }


def _words(kind: str, words: Iterable[str]) -> list[dict[str, str]]:
    return [_word(kind, word) for word in sorted(words)]


def _word(kind: str, word: str) -> dict[str, str]:
    return {"type": kind, "id": word}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
