"""What real SDKs once sent, sent again through a running gateway. Law: the ERP's registry is registered first, as an ERP would.

``tests/data/samples_requests.jsonl.gz`` holds requests of eleven SDKs with annotated values, all invented; the registry and the items
from Google are what the ERP behind them had.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from gateway.demo.standin import StandIn, listening
from gateway.demo.vendors import answer
from tests.e2e.gateway_process import KEY, Gateway, exchange, settings, until
from tests.recall.scoring import FRAMING, OURS, Outgoing, Sent

DATA: Final = Path(__file__).parents[1] / "data"
RECORDS: Final = [json.loads(line) for line in gzip.decompress((DATA / "samples_requests.jsonl.gz").read_bytes()).splitlines()]
REGISTRY: Final = json.loads((DATA / "samples_registry.json").read_text())
ITEMS: Final = json.loads((DATA / "samples_google_items.json").read_text())["items"]

TERMS: Final = {
    "projects": ("project", ("name", "key", "slug", "id", "description")),
    "tasks": ("task", ("title", "key", "id", "description")),
    "comments": ("comment", ("text", "id")),
    "attachments": ("attachment", ("filename", "id")),
    "clients": ("client", ("name", "id")),
    "teams": ("team", ("name", "id")),
    "collaborators": ("person", ("name", "email", "phone")),
}
"""Table of the registry -> kind, and the columns that are registered. A budget is a number and no term."""

KINDS: Final = {"email": "email", "phone": "phone"}
"""Column -> kind, where it is not the table's."""

FROM_GOOGLE: Final = ("summary", "description", "location", "subject", "snippet", "name", "content_excerpt")

FEATURE: Final = "replay"
"""What the calls to linked services name when somebody authorised them."""

AUTHORISED: Final = [
    {
        "tenant": "acme",
        "connector": family,
        "feature": FEATURE,
        "categories": sorted(f"integro.{kind}" for kind in OURS | {"search_query"}),
        "reference": "DEV-9",
    }
    for family in ("google", "microsoft")
]


def term_lines() -> Iterator[dict[str, str]]:
    """What the ERP registers."""
    for table, (kind, columns) in TERMS.items():
        for row in REGISTRY[table]:
            yield from (
                {"id": f"{row['id']}/{column}", "kind": KINDS.get(column, kind), "text": row[column]}
                for column in columns
                if row.get(column)
            )


def provenance_lines() -> Iterator[dict[str, str]]:
    """What the ERP had from Google."""
    for item in ITEMS:
        yield from (
            {"id": f"{item['id']}/{name}", "origin": "google.restricted", "text": item[name]} for name in FROM_GOOGLE if item.get(name)
        )


def ndjson(lines: Iterable[Mapping[str, str]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def replay(folder: Path, records: Iterable[Mapping[str, Any]] = RECORDS, *, authorised: bool = False) -> list[Sent]:
    """Send every record once, through a gateway of its own, over sockets.

    Args:
        folder: where the gateway may write.
        records: what is sent.
        authorised: the tenant authorised the linked services to get its project data, and the calls name that feature.
    """
    issued = tuple({credential for record in RECORDS for credential in record["vendor_credentials"]})
    with listening(StandIn(issued, answer)) as vendor:
        gateway = Gateway(folder, settings(vendor.url, **({"authorisations": AUTHORISED} if authorised else {})))
        try:
            gateway.start()
            for said in (gateway.put_terms(ndjson(term_lines())), gateway.put_provenance(ndjson(provenance_lines()))):
                assert said.status == 200, said.body
                assert said.json()["unsearchable"] == 0
            done = [_send(gateway, vendor, record, {"Gateway-Feature": FEATURE} if authorised else {}) for record in records]
            until(lambda: all(each["completion"] or each["decision"] == "deny" for each in gateway.transfers()), 20)
            return done
        finally:
            gateway.close()


def body_of(record: Mapping[str, Any]) -> bytes:
    return base64.b64decode(record["body_b64"] or "")


def as_sent(record: Mapping[str, Any]) -> Outgoing:
    """The record itself, as if nothing had been done to it."""
    url = urlsplit(record["url"])
    return Outgoing(
        f"{url.path}?{url.query}" if url.query else url.path, [(name, value) for name, value in record["headers"]], body_of(record)
    )


def _send(gateway: Gateway, vendor: StandIn, record: Mapping[str, Any], more: Mapping[str, str]) -> Sent:
    """Send a record by the base URL."""
    out = as_sent(record)
    headers = {name: value for name, value in out.headers if name.lower() not in FRAMING}
    vendor.received.clear()
    said = exchange(
        gateway.egress,
        record["method"],
        f"/{urlsplit(record['url']).hostname}{out.target}",
        headers | {"Gateway-Key": KEY, **more},
        out.body,
    )
    entry = gateway.ask("GET", f"/v1/transfers/{said.headers['gateway-transfer-id']}").json()["opening"]["entry"]
    assert len(vendor.received) <= 1
    got = vendor.received[0] if vendor.received else None
    return Sent(record, said.status, said.headers["gateway-decision"], got and Outgoing(got.target, got.headers, got.body), entry)
