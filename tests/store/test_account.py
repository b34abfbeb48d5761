"""The server's account: the gateway's own, or a lesser one for root; and directories are opened no further than a search bit."""

import os
import pwd
import stat
import subprocess

import pytest

from gateway.model.errors import ConfigurationError
from gateway.store import account
from gateway.store.account import Account

STRANGER = Account("stranger", 60_001, 60_001, switch=True)
ENTRY = pwd.struct_passwd(("pgserver", "x", 999, 998, "", "/", "/bin/false"))


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_an_unprivileged_gateway_keeps_its_account(monkeypatch):
    monkeypatch.setattr(account.os, "geteuid", lambda: 1234)
    monkeypatch.setattr(account.pwd, "getpwuid", {1234: ENTRY}.__getitem__)
    assert account.server_account() == Account("pgserver", 999, 998, switch=False)


def test_a_user_without_an_entry_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(account.os, "geteuid", lambda: 1234)
    monkeypatch.setattr(account.pwd, "getpwuid", {}.__getitem__)
    with pytest.raises(ConfigurationError, match="1234") as refusal:
        account.server_account()
    assert "GATEWAY_DATABASE_URL" in refusal.value.todo


def test_root_gives_the_server_an_account_of_its_own(monkeypatch):
    monkeypatch.setattr(account.os, "geteuid", lambda: 0)
    monkeypatch.setattr(account.pwd, "getpwnam", {"pgserver": ENTRY}.__getitem__)
    assert account.server_account() == Account("pgserver", 999, 998, switch=True)


def test_root_makes_the_account_where_it_is_missing(monkeypatch):
    known, commands = {}, []

    def run(command, **_):
        commands.append(command)
        known["pgserver"] = ENTRY

    monkeypatch.setattr(account.os, "geteuid", lambda: 0)
    monkeypatch.setattr(account.pwd, "getpwnam", known.__getitem__)
    monkeypatch.setattr(account.subprocess, "run", run)
    assert account.server_account().uid == 999
    assert [command[0] for command in commands] == ["useradd"]


@pytest.mark.parametrize("problem", [FileNotFoundError(), subprocess.CalledProcessError(1, "useradd")])
def test_where_no_account_can_be_made_the_way_out_is_named(monkeypatch, problem):
    def run(command, **_):
        raise problem

    monkeypatch.setattr(account.os, "geteuid", lambda: 0)
    monkeypatch.setattr(account.pwd, "getpwnam", {}.__getitem__)
    monkeypatch.setattr(account.subprocess, "run", run)
    with pytest.raises(ConfigurationError, match="can not run as root"):
        account.server_account()


def test_closed_directories_are_made_searchable_and_no_more(tmp_path):
    closed = tmp_path / "closed"
    open_ = closed / "open"
    open_.mkdir(parents=True)
    closed.chmod(0o700)
    open_.chmod(0o755)
    account._make_searchable(closed, STRANGER)
    account._make_searchable(open_, STRANGER)
    assert (_mode(closed), _mode(open_)) == (0o701, 0o755)


def test_a_directory_of_the_account_itself_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o700)
    account._make_searchable(tmp_path, Account("me", os.geteuid(), os.getegid(), switch=True))
    assert _mode(tmp_path) == 0o700


def test_for_the_gateway_s_own_account_nothing_is_changed(tmp_path):
    tmp_path.chmod(0o700)
    account.make_reachable(tmp_path / "postgres", Account("me", 60_001, 60_001, switch=False))
    assert _mode(tmp_path) == 0o700
