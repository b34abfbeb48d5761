"""The command line. Law: it reads arguments, calls one function, and says what happened in two lines; exit codes are the contract's.

Exit codes: 0 ok, 1 the thing checked is not so, 2 usage, 3 configuration.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.model.category import Purpose
from gateway.model.errors import ConfigurationError, GatewayError, Refused
from gateway.settings import SCALARS, Settings, load

NOT_SO, USAGE, CONFIGURATION = 1, 2, 3

cli = typer.Typer(
    name="gateway",
    help="The data-governance gateway between the ERP and every third party it is linked to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
callers = typer.Typer(help="Callers: the ERP services that send calls.", no_args_is_help=True)
cli.add_typer(callers, name="caller")
keys = typer.Typer(help="Keys: what stored secrets are encrypted with.", no_args_is_help=True)
cli.add_typer(keys, name="keys")

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="TOML settings file; GATEWAY_* variables win over it.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Where the gateway keeps its data.")]


def main() -> None:
    """Run the command line; turn an error of ours into two lines on stderr."""
    try:
        cli()
    except ConfigurationError as error:
        _complain(f"{error.where}: {error.what}" if error.where else error.what, error.todo)
        sys.exit(CONFIGURATION)
    except GatewayError as error:
        _complain(str(error), "Look at the store and its log, then try again.")
        sys.exit(NOT_SO)


def _complain(what: str, todo: str) -> None:
    typer.echo(f"error: {what}", err=True)
    typer.echo(f"   do: {todo}", err=True)


def _settings(config: Path | None, data_dir: Path | None = None) -> Settings:
    settings = load(config)
    return settings.model_copy(update={"data_dir": data_dir}) if data_dir else settings


def _settings_help() -> str:
    """Say what can be set; a table's name in brackets must not be taken for markup."""
    rows = "\n\n".join(f"{row.name} ({row.env}, {row.default}): {row.meaning}" for row in SCALARS).replace("[", "\\[")
    return f"Run the gateway. SIGTERM drains it and exits 0.\n\nSettings (variable, default):\n\n{rows}"


@cli.command(help=_settings_help())
def serve(
    config: Config = None,
    data_dir: DataDir = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; each writes a log of its own.")] = None,
    worker: Annotated[int | None, typer.Option("--worker", hidden=True)] = None,
) -> None:
    """Run the gateway."""
    from gateway import serving  # noqa: PLC0415 - `gateway --help` must not load a database driver

    settings = _settings(config, data_dir)
    settings = settings.model_copy(update={"workers": workers}) if workers else settings
    sys.exit(serving.run(settings, worker=worker, arguments=sys.argv[1:]))


@cli.command()
def check(
    config: Config = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
) -> None:
    """Check settings, policies, connectors, and every policy's own examples. Starts nothing."""
    from gateway import checking  # noqa: PLC0415 - as in serve

    sys.exit(checking.run(config, as_json=as_json))


@cli.command()
def scan(  # noqa: PLR0913, PLR0917 - typer reads options from parameters
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A request body, plain or as gzip.")],
    tenant: Annotated[str, typer.Option("--tenant", help="Whose registered terms, settings and authorisations count.")],
    host: Annotated[str, typer.Option("--host", help="The vendor it would go to; guessed from the file where left out.")] = "",
    method: Annotated[str, typer.Option("--method", help="POST where left out.")] = "",
    path: Annotated[str, typer.Option("--path", help="Path and query of the vendor's call.")] = "",
    content_type: Annotated[str, typer.Option("--content-type", help="Guessed from the file where left out.")] = "",
    purpose: Annotated[Purpose | None, typer.Option("--purpose", help="The vendor's only purpose where left out.")] = None,
    feature: Annotated[str, typer.Option("--feature", help="What the tenant authorised, as Gateway-Feature would name it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Show what is found in a payload on disk and what would leave of it. Sends nothing, records nothing.

    Exit code 0: what is shown may leave. 1: nothing may.
    """
    from gateway import scanning, telemetry  # noqa: PLC0415 - as in serve

    telemetry.configure_logs(telemetry.make_metrics())  # to stderr: stdout is for the answer
    asked = scanning.Asked(tenant, host, method.upper(), path, content_type, purpose or "", feature)
    try:
        sys.exit(scanning.run(_settings(config, data_dir), file, asked, as_json=as_json))
    except Refused as refusal:
        _complain(refusal.detail or refusal.reason, "Run it again with a known tenant and a file that can be read.")
        sys.exit(USAGE)


@cli.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Exit when done: 0 only if nothing planted left and the log verifies.")] = False,
) -> None:
    """Drive real vendor SDKs with planted data through a gateway of their own, and show what left."""
    from gateway.demo import showing  # noqa: PLC0415 - the SDKs come with the extra [demo]

    sys.exit(showing.run(once=once))


@cli.command()
def ca(config: Config = None, data_dir: DataDir = None) -> None:
    """Print the CA certificate's path and the lines that make each kind of SDK trust it and use the proxy."""
    from gateway import checking  # noqa: PLC0415 - as in serve

    typer.echo(checking.ca_lines(_settings(config, data_dir)))


@keys.command("rotate")
def rotate_keys(
    destroy_old: Annotated[bool, typer.Option("--destroy-old", help="Then destroy the old key, as far as it is in our hands.")] = False,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Wrap every data key under a new key-encryption key, while gateways run. Stopped anywhere, it is simply started again.

    Give the new key as GATEWAY_KEK (or as the first line of kek_file, or as kek_kms) and the old one as GATEWAY_KEK_PREVIOUS (or as a
    further line of kek_file, or as kek_kms_previous) to every gateway, restart them one by one, run this with the same settings, then take
    the old key away. A development gateway that made its key itself needs none of this: the new key is made here.
    """
    from gateway import rotating, telemetry  # noqa: PLC0415 - as in serve

    telemetry.configure_logs(telemetry.make_metrics())
    sys.exit(rotating.run(_settings(config, data_dir), destroy_old=destroy_old))


@callers.command("add")
def add_caller(  # noqa: PLR0913, PLR0917 - typer reads options from parameters
    name: Annotated[str, typer.Argument(help="The caller's name; stands in records.")],
    tenant: Annotated[list[str], typer.Option("--tenant", help="A tenant it may act for; repeat for more.")],
    purpose: Annotated[list[Purpose], typer.Option("--purpose", help="A purpose it may name; repeat for more.")],
    role: Annotated[list[str] | None, typer.Option("--role", help="egress, admin or auditor; egress where left out.")] = None,
    config: Config = None,
    data_dir: DataDir = None,
) -> None:
    """Add a caller and print its key, once. Only a hash of the key is kept."""
    from gateway import checking, telemetry  # noqa: PLC0415 - as in serve

    telemetry.configure_logs(telemetry.make_metrics())  # to stderr: stdout is for the key alone
    try:
        key = asyncio.run(checking.add_caller(_settings(config, data_dir), name, tenant, purpose, role or ["egress"]))
    except Refused as refusal:
        _complain(refusal.detail, "Run it again with a free name, known tenants and known roles.")
        sys.exit(NOT_SO)
    typer.echo(key)
