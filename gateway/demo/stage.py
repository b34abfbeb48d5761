"""A gateway and its stand-ins, up for the time of the demo. Law: a real gateway, with a settings file anybody could write."""

import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final, TextIO

from gateway.app import Running, running
from gateway.demo.auditor import Auditor, auditor
from gateway.demo.door import Door
from gateway.demo.driving import SENTRY_KEY, Exit
from gateway.demo.planted import provenance, terms
from gateway.demo.scenes import FEATURE, REFERENCE
from gateway.demo.standin import StandIn, listening
from gateway.demo.vendors import answer
from gateway.demo.witness import Witness
from gateway.settings import load
from gateway.telemetry import configure_logs, make_metrics

TENANT: Final = "acme"
CALLER: Final = "erp"
LOG: Final = "gateway.log"
SETTINGS: Final = "demo.toml"

CREDENTIALS: Final = (
    SENTRY_KEY,
    "InventedWriteKeyForTheDemo01",
    "ya29.invented-token-of-a-linked-account",
    "pixel-key-invented-for-the-demo",
)
"""What the stand-ins issued. A request that does not carry one is answered 401, as a vendor would."""

_SETTINGS: Final = Template("""\
environment = "development"
data_dir = "$data_dir"
allow_local_upstreams = true

[listen]
egress = "127.0.0.1:$egress"
admin = "127.0.0.1:$admin"
inbound = "127.0.0.1:$inbound"

[tenants.$tenant]
region = "IE"
consents = ["analytics", "linked_service"]

[callers.$caller]
key = "$key"
tenants = ["$tenant"]
purposes = ["error_tracking", "analytics", "linked_service"]
roles = ["egress", "admin", "auditor"]

[[integrations]]
tenant = "$tenant"
connector = "*"

[[authorisations]]                     # what the customer specifically authorised
tenant = "$tenant"
connector = "google"
feature = "$feature"
categories = ["integro.task"]
reference = "$reference"

[upstreams]                            # every vendor is a stand-in; policy and record still see the vendor's name
"*" = "$stand_in"
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is up.

    Attributes:
        gateway: the running gateway.
        key: the caller's.
        way_out: how an SDK reaches the gateway.
        stand_in: every vendor, behind the gateway.
        witness: looks into the log whenever the stand-in gets something.
        auditor: reads the admin interface.
        directory: data, settings and log.
    """

    gateway: Running
    key: str
    way_out: Exit
    stand_in: StandIn
    witness: Witness
    auditor: Auditor
    directory: Path

    @property
    def admin_url(self) -> str:
        """The console's address."""
        return f"http://127.0.0.1:{self.gateway.admin}"


@asynccontextmanager
async def staged(directory: Path, note: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Run the stage for the time of the block.

    Args:
        directory: an empty one.
        note: is told each step before it begins.

    Raises:
        ConfigurationError, StoreUnavailable: the gateway can not start here.
    """
    key = secrets.token_urlsafe(24)
    ports = _free_ports(3)
    witness = Witness(f"http://127.0.0.1:{ports[1]}", key, answer)
    with listening(StandIn(credentials=CREDENTIALS, answer=witness.answer)) as stand_in, _logging(directory / LOG) as log:
        file = _write_settings(directory, key, ports, stand_in.url)
        metrics = make_metrics()
        configure_logs(metrics, stream=log)
        note("first start of the embedded PostgreSQL, certificates, policies")
        async with running(load(file, {}), metrics=metrics) as up, auditor(f"http://127.0.0.1:{up.admin}", key) as reader:
            note("registering the tenant's words and texts from Google")
            await reader.register(TENANT, list(terms()), list(provenance()))
            door = Door(f"127.0.0.1:{up.egress}", up.ca_file)
            yield Stage(
                gateway=up,
                key=key,
                way_out=Exit(door=door, caller=CALLER, key=key),
                stand_in=stand_in,
                witness=witness,
                auditor=reader,
                directory=directory,
            )


def _write_settings(directory: Path, key: str, ports: list[int], stand_in: str) -> Path:
    file = directory / SETTINGS
    egress, admin, inbound = ports
    names = {"tenant": TENANT, "caller": CALLER, "key": key, "feature": FEATURE, "reference": REFERENCE, "stand_in": stand_in}
    file.touch(mode=0o600)
    file.write_text(_SETTINGS.substitute(names, data_dir=directory / "var", egress=egress, admin=admin, inbound=inbound))
    return file


def _free_ports(count: int) -> list[int]:
    """Ports that are free now; held together while they are picked, so that they differ."""
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in taken]


@contextlib.contextmanager
def _logging(path: Path) -> Iterator[TextIO]:
    with path.open("w", buffering=1, encoding="utf-8") as log:
        yield log
