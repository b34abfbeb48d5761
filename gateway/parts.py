"""Parts that serving and checking have in common, made from settings. Law: nothing here listens, and nothing here sends."""

import errno
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from pydantic import SecretStr

import policies
from connectors import CONNECTORS
from gateway.detect.default import default_scanners
from gateway.model.connector import Connector
from gateway.model.errors import ConfigurationError
from gateway.pipeline.rulebook import Rulebook, build_rulebook
from gateway.policy.actions import load_actions
from gateway.policy.check import check
from gateway.policy.decide import CedarDecider
from gateway.policy.load import load
from gateway.registry.snapshot import ANY
from gateway.settings import Settings
from gateway.store.migrations import migrate
from gateway.store.pool import Pool, open_pool
from gateway.store.server import embedded
from gateway.vault import sources
from gateway.vault.authority import SEALED_FILE
from gateway.vault.kek import Keks
from gateway.vault.vault import Vault


async def vault(settings: Settings, pool: Pool) -> Vault:
    """The data keys of these settings' store, opened.

    Raises:
        ConfigurationError: there is no key-encryption key, or not the right one.
        StoreUnavailable: the store can not be used.
        KeyUnavailable: the key-encryption key lies elsewhere and can not be used now.
    """
    authority = settings.data_dir / "ca" / SEALED_FILE
    sealed = [authority.read_bytes()] if authority.exists() else []
    return await Vault.open(pool, partial(keks, settings), tenants=settings.tenants, sealed=sealed)


def keks(settings: Settings) -> Keks:
    """The key-encryption keys of these settings.

    Raises:
        ConfigurationError: there is none, or one can not be used.
    """
    return sources.load(key_sources(settings))


def key_sources(settings: Settings) -> sources.Sources:
    """Where the key-encryption keys of these settings come from."""
    return sources.Sources(
        data_dir=settings.data_dir,
        production=settings.production,
        kek=_clear(settings.kek),
        kek_file=settings.kek_file,
        kek_kms=settings.kek_kms,
        kek_previous=_clear(settings.kek_previous),
        kek_kms_previous=settings.kek_kms_previous,
    )


def _clear(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Pool]:
    """The store of these settings, migrated, for the time of the block.

    Raises:
        ConfigurationError: it can not run, or not with these settings.
        StoreUnavailable: it does not answer.
    """
    make_data_dir(settings.data_dir)
    async with AsyncExitStack() as stack:
        dsn = (
            settings.database_url.get_secret_value()
            if settings.database_url
            else await stack.enter_async_context(embedded(settings.data_dir))
        )
        pool = await open_pool(dsn)
        stack.push_async_callback(pool.close)
        await migrate(pool)
        yield pool


def make_data_dir(path: Path) -> None:
    """Make the data directory, where it is not there yet.

    Raises:
        ConfigurationError: it can not be made, or not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = os.strerror(error.errno or errno.EIO).lower()
        raise ConfigurationError(f"the data directory {path} can not be made: {why}", todo="Set data_dir to a place of its own.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ConfigurationError(f"the data directory {path} can not be written", todo="Give this user the right to, or set data_dir.")


def rules(settings: Settings, connectors: tuple[Connector, ...] = CONNECTORS) -> tuple[Rulebook, CedarDecider]:
    """The rulebook of these settings, every policy's examples run.

    Raises:
        ConfigurationError: with the first fault's file and line.
    """
    texts = policies.texts()
    bundle = load(texts)
    for fault in check(bundle):
        raise ConfigurationError(fault.what, todo=fault.todo, where=fault.where)
    decider = CedarDecider(bundle, registered(connectors, effective=not settings.production))
    book = build_rulebook(
        connectors,
        decider=decider,
        scanners=default_scanners(),
        max_body_bytes=settings.limits.max_body_bytes,
        actions=load_actions(texts),
    )
    return book, decider


def registered(connectors: tuple[Connector, ...], *, effective: bool) -> tuple[Connector, ...]:
    """The subprocessor register: in development every shipped connector is effective, so that a fresh instance can be tried at once.

    Production starts with an empty register: nothing leaves until a vendor was notified and its objection window is over.
    """
    return tuple(replace(connector, vendor=replace(connector.vendor, effective=effective)) for connector in connectors)


def check_connectors(settings: Settings, connectors: tuple[Connector, ...] = CONNECTORS) -> None:
    """Refuse settings that name a connector nobody has.

    Raises:
        ConfigurationError: names the first one.
    """
    known = {ANY} | {connector.name for connector in connectors} | {connector.family for connector in connectors}
    named = [row.connector for row in settings.integrations] + [row.connector for row in settings.authorisations]
    for name in named:
        if name not in known:
            raise ConfigurationError(f"there is no connector {name!r}", todo=f"Use one of {', '.join(sorted(known))}.")
