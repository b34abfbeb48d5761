"""What the short commands do. Law: nothing is served and nothing is sent."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

import policies
from connectors import CONNECTORS
from gateway.detect.kernel import NATIVE
from gateway.model.category import Purpose
from gateway.model.errors import ConfigurationError, Refused
from gateway.parts import check_connectors, rules, store, vault
from gateway.policy.actions import load_actions
from gateway.policy.load import load as load_policies
from gateway.registry.declared import declared
from gateway.registry.live import Registry
from gateway.registry.snapshot import ANY, Caller, Role
from gateway.settings import Settings, load
from gateway.vault.authority import CERTIFICATE_FILE

NOT_SO = 1


class Line(NamedTuple):
    """One thing that was checked."""

    state: str
    what: str
    todo: str = ""


def run(config: Path | None, *, as_json: bool) -> int:
    """Check everything that can be checked without starting.

    Returns:
        Exit code: 0, or 1 when anything is at fault.
    """
    lines = list(_lines(config))
    if as_json:
        typer.echo(json.dumps([line._asdict() for line in lines], indent=2))
    else:
        for line in lines:
            typer.echo(f"{line.state:<5} {line.what}" + (f"\n   do: {line.todo}" if line.todo else ""), err=line.state == "fault")
    return NOT_SO if any(line.state == "fault" for line in lines) else 0


def _lines(config: Path | None) -> Iterator[Line]:
    try:
        settings = load(config)
        check_connectors(settings)
        yield Line("ok", f"settings: {config or 'defaults and environment'} ({settings.environment})")
        yield from _loud(settings)
        yield from _rules(settings)
    except ConfigurationError as error:
        yield Line("fault", f"{error.where}: {error.what}" if error.where else error.what, error.todo)


def _loud(settings: Settings) -> Iterator[Line]:
    if settings.allow_local_upstreams:
        yield Line("LOUD", f"local upstreams are allowed: {len(settings.upstreams)} vendor hosts lead to stand-ins. Development only.")
    if settings.callers:
        yield Line("LOUD", f"{len(settings.callers)} callers have keys in clear in the settings file. Development only.")


def _rules(settings: Settings) -> Iterator[Line]:
    _, decider = rules(settings)
    texts = policies.texts()
    bundle = load_policies(texts)
    held = f"{len(bundle.rules)} policies and {len(bundle.examples)} examples hold, {len(load_actions(texts).rows)} actions"
    yield Line("ok", f"policies: {held} ({decider.policy_hash[:12]})")
    operations = sum(len(connector.operations) for connector in CONNECTORS)
    fields = sum(len(operation.fields) for connector in CONNECTORS for operation in connector.operations)
    yield Line("ok", f"connectors: {len(CONNECTORS)} connectors, {operations} operations, {fields} declared fields")
    yield _kernel(native=NATIVE)
    register = "every shipped connector counts as effective" if not settings.production else "empty until vendors are entered"
    yield Line("ok", f"register: {register}")


def _kernel(*, native: bool) -> Line:
    if native:
        return Line("ok", "kernel of detection: C")
    return Line("LOUD", "kernel of detection: numpy, several times slower than C.", "Install the package where there is a C compiler.")


def ca_lines(settings: Settings) -> str:
    """The CA's path and the environment of an SDK that is to trust it and use the proxy."""
    path = (settings.data_dir / "ca" / CERTIFICATE_FILE).resolve()
    proxy = f"http://CALLER:KEY@{settings.listen.egress.host}:{settings.listen.egress.port}"
    lines = [
        f"# {path}" + ("" if path.exists() else "   (made at the first `gateway serve`)"),
        f"export HTTPS_PROXY={proxy} HTTP_PROXY={proxy}",
        f"export SSL_CERT_FILE={path}          # httpx, urllib, aiohttp, sentry-sdk",
        f"export REQUESTS_CA_BUNDLE={path}     # requests: segment, mixpanel, posthog, ...",
        f"export HTTPLIB2_CA_CERTS={path}      # google-api-python-client (needs PySocks for the proxy)",
        f"export NODE_EXTRA_CA_CERTS={path}    # Node.js SDKs",
        "# sentry-sdk does not read CALLER:KEY from HTTPS_PROXY. Point its DSN at the base URL instead:",
        f"#   http://SENTRY_KEY@{settings.listen.egress.host}:{settings.listen.egress.port}/~KEY/oORG.ingest.sentry.io/PROJECT",
        "#   or give it the option proxy_headers={'Gateway-Key': 'KEY'}",
    ]
    return "\n".join(lines)


async def add_caller(settings: Settings, name: str, tenants: Sequence[str], purposes: Sequence[Purpose], roles: Sequence[str]) -> str:
    """Add a caller to the store.

    Returns:
        Its key.

    Raises:
        Refused: the name is taken, a role or a tenant does not exist.
    """
    async with store(settings) as pool:
        ring = await vault(settings, pool)
        registry = await Registry.open(pool, ring, declared(settings, ring))
        unknown = [each for each in tenants if each != ANY and each not in registry.snapshot.tenants]
        if unknown:
            raise Refused("bad_input", f"There is no tenant {unknown[0]!r}.")
        return await registry.add_caller(
            Caller(name=name, tenants=frozenset(tenants), purposes=frozenset(purposes), roles=frozenset(map(_role, roles)))
        )


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError as error:
        raise Refused("bad_input", f"{word!r} is no role; use egress, admin or auditor.") from error
