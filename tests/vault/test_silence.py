"""No object of the vault, no error and no log line shows a key or what was sealed, in any spelling."""

import base64
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.settings import load as load_settings
from gateway.store.pool import Pool
from gateway.vault.datakey import DataKey, carried, fresh, unpack
from gateway.vault.kek import Keks, Local
from gateway.vault.keyring import Keyring
from gateway.vault.place import Place
from gateway.vault.rotation import rotate
from gateway.vault.seal import Seal
from gateway.vault.sources import Sources, load, renew
from gateway.vault.table import Row
from gateway.vault.vault import Vault

KEK, OTHER, DATA = b"\xa1Kek" * 8, b"\xa2Oth" * 8, b"\xa3Dat" * 8
TOKEN = b"1//planted-refresh-token"
PLACE = Place("acme", "c1", "refresh_token", 1)
TEXT = base64.b64encode(KEK).decode()


def local(key: bytes = KEK) -> Local:
    return Local(key, entropy=os.urandom)


def spellings(secret: bytes) -> Iterator[str]:
    yield secret.hex()
    yield base64.b64encode(secret).decode().rstrip("=")
    yield base64.urlsafe_b64encode(secret).decode().rstrip("=")
    yield repr(secret)[2:-1]
    yield repr(list(secret))[1:-1]
    yield secret.decode("latin-1")


def secrets(*more: bytes) -> list[str]:
    derived = [local().root.derive(info) for info in ("wrap/v1", "seal/v1", "registry/caller-keys/1")]
    return [spelling for secret in (KEK, OTHER, DATA, TOKEN, *derived, *more) for spelling in spellings(secret)]


def reachable(thing: Any, seen: set[int]) -> Iterator[Any]:
    """A thing of ours and every thing of ours in it."""
    if id(thing) in seen or not type(thing).__module__.startswith("gateway"):
        return
    seen.add(id(thing))
    yield thing
    names = [*getattr(type(thing), "__slots__", ()), *getattr(thing, "__dict__", {}), *getattr(thing, "_fields", ())]
    for name in names:
        inner = getattr(thing, name, None)
        for each in inner.values() if isinstance(inner, dict) else inner if isinstance(inner, tuple) else [inner]:
            yield from reachable(each, seen)


def assert_silent(said: str, *more: bytes) -> None:
    assert not [spelling for spelling in secrets(*more) if spelling in said], said


async def test_no_object_shows_a_key(pool: Pool, tmp_path: Path) -> None:
    keks = Keks(local(), (local(OTHER),))
    vault = await Vault.open(pool, lambda: keks)
    await vault.prepare(["acme"])
    ring = Keyring(DATA, "k.v1", {"use": DATA})
    ring.derive("x")
    settings = load_settings(None, {"GATEWAY_KEK": TEXT, "GATEWAY_KEK_PREVIOUS": TEXT, "GATEWAY_DATA_DIR": str(tmp_path)})
    things = [
        vault,
        keks,
        ring,
        settings,
        ring.seal(),
        fresh("acme", 1, key=DATA, mark=b"m"),
        carried("acme", local().root, key=DATA),
        DataKey(tenant="acme", version=1, ring=ring),
        Sources(data_dir=tmp_path, production=True, kek=TEXT, kek_previous=TEXT),
        Row("acme", 1, "k.v1", local().id, 1, local().wrap(DATA, {})),
    ]
    walked = [each for thing in things for each in reachable(thing, set())]
    assert {Vault, Keks, Local, Keyring, Seal, DataKey, Sources, Row} <= set(map(type, walked))
    held = [vault.derive("x"), vault.tenant("acme").key, vault.tenant("acme").derive("registry/pseudonyms/acme/1")]
    for each in walked:
        assert_silent(f"{each!r} {each}", *held)


def misuses(path: Path) -> Iterator[tuple[str, Any]]:
    sealed = Seal(DATA, "k.v1").seal(TOKEN, aad=PLACE.aad, nonce=bytes(12))
    wrapped = local().wrap(DATA, {"scope": "acme"})
    (path / "kek").write_text(f"{TEXT}!\n")
    (path / "dev.kek").write_text(f"{TEXT}\n")
    (path / "dev.kek").chmod(0o644)
    yield "another place", lambda: Seal(DATA, "k.v1").open(sealed, aad=PLACE._replace(tenant="beta").aad)
    yield "another key", lambda: Seal(KEK, "k.v1").open(sealed, aad=PLACE.aad)
    yield "another key id", lambda: Seal(KEK, "k.v2").open(sealed, aad=PLACE.aad)
    yield "a plaintext for an envelope", lambda: Seal(DATA, "k.v1").open(TOKEN, aad=PLACE.aad)
    yield "a long key", lambda: Seal(KEK + DATA, "k.v1")
    yield "a bad nonce", lambda: Seal(DATA, "k.v1").seal(TOKEN, aad=b"", nonce=b"")
    yield "another wrapping", lambda: local(OTHER).unwrap(wrapped, {"scope": "acme"})
    yield "another wrapping's place", lambda: local().unwrap(wrapped, {"scope": "beta"})
    yield "a short data key", lambda: unpack(DATA[:31], "k.v1")
    yield "a long data key", lambda: unpack(DATA + TOKEN, "k.v1")
    yield "not base64", lambda: load(Sources(data_dir=path, production=True, kek=f"{TEXT}!"))
    yield "too long", lambda: load(Sources(data_dir=path, production=True, kek=base64.b64encode(KEK + DATA).decode()))
    yield "not base64 in a file", lambda: load(Sources(data_dir=path, production=True, kek_file=path / "kek"))
    yield "readable by others", lambda: renew(Sources(data_dir=path, production=False))
    yield "no ARN", lambda: load(Sources(data_dir=path, production=True, kek_kms=TEXT))
    yield "not the root", lambda: Keks(local()).root(["0123456789abcdef"])
    yield "not given", lambda: Keks(local()).named(local(OTHER).id)


def test_no_error_shows_a_key_or_what_was_sealed(tmp_path: Path) -> None:
    for what, misuse in misuses(tmp_path):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is: none may show anything
            misuse()
        error = caught.value
        told = [repr(error), str(error), repr(error.args), repr(vars(error)), *traceback.format_exception_only(error)]
        chained = error.__cause__ if error.__cause__ or error.__suppress_context__ else error.__context__
        told += traceback.format_exception_only(chained) if chained else []
        assert_silent("\n".join(told)), what


async def test_no_log_line_of_a_start_a_new_tenant_or_a_rotation_shows_a_key(pool: Pool) -> None:
    with capture_logs() as logs:
        await (await Vault.open(pool, lambda: Keks(local()))).prepare(["acme", "beta"])
        await pool.execute("UPDATE data_keys SET wrapped = $1 WHERE tenant = 'beta'", TOKEN)
        vault = await Vault.open(pool, lambda: Keks(local(OTHER), (local(),)))
        await vault.prepare(["acme", "beta"])
        async for _ in rotate(pool, Keks(local(OTHER), (local(),))):
            pass
    assert {"data_key_not_opened", "data_key_not_rewrapped", "key_rotation_due"} == {log["event"] for log in logs}
    assert_silent(str(logs), vault.tenant("acme").key, vault.derive("x"))
