"""What serving and checking share: keys, store, rules; and every way in which they can not be had."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import policies
from connectors import CONNECTORS
from gateway.model.decision import Action
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.parts import check_connectors, keks, registered, rules, store, vault
from gateway.settings import Settings, load

TEXTS = dict(policies.texts())


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings from the text of a file."""

    def make(text: str = "", **environ: str) -> Settings:
        file = tmp_path / "gateway.toml"
        file.write_text(text)
        return load(file, {"GATEWAY_DATA_DIR": str(tmp_path / "var"), **environ})

    return make


def with_texts(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    """Ship other policy files; ``purposes_cedar`` stands for ``purposes.cedar``."""
    texts = TEXTS | {name.replace("_cedar", ".cedar"): text for name, text in changed.items()}
    monkeypatch.setattr(policies, "texts", lambda: texts)


def test_the_shipped_rules_are_sound(settings: Callable[..., Settings]) -> None:
    rulebook, decider = rules(settings())
    assert len(decider.policy_hash) == 64
    assert rulebook.find("api.segment.io")
    assert rulebook.max_body_bytes == settings().limits.max_body_bytes


def test_the_shipped_table_of_actions_is_served(settings: Callable[..., Settings]) -> None:
    rulebook, _ = rules(settings())
    assert rulebook.actions.for_field("analytics", "analytics", "user.device.ip_address").action is Action.GENERALISED


def test_a_fault_in_the_table_of_actions_stops_the_start_with_file_and_line(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = TEXTS["actions.toml"].replace('by = "tenth"', 'by = "guess"')
    monkeypatch.setattr(policies, "texts", lambda: TEXTS | {"actions.toml": broken})
    with pytest.raises(ConfigurationError, match="how to generalise") as error:
        rules(settings())
    above = broken[: broken.index('by = "guess"')]
    assert error.value.where == f"actions.toml:{line_of(above, above[above.rindex('[[action]]') :])}"


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_policy_that_can_not_be_parsed_stops_the_start_with_file_and_line(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = TEXTS["circumstances.cedar"].replace("when { resource.resells };", "when { resource.resells ;")
    with_texts(monkeypatch, circumstances_cedar=broken)
    with pytest.raises(ConfigurationError) as error:
        rules(settings())
    line = line_of(broken, '@id("data-broker")')
    assert error.value.where == f"circumstances.cedar:{line}"
    assert error.value.what.startswith("the policy can not be read")
    assert error.value.todo


@pytest.mark.parametrize(
    "attribute", ["enabled", "consented", "mechanism", "tls", "mode", "purpose", "authorised", "ours", "origins", "categories"]
)
def test_a_circumstance_the_schema_no_longer_knows_stops_the_start_with_file_and_line(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, attribute: str
) -> None:
    schema = TEXTS["schema.cedarschema"]
    (declared,) = [line for line in schema.splitlines() if line.strip().startswith(f"{attribute}:")]
    with_texts(monkeypatch, schema_cedarschema=schema.replace(declared, declared.replace(attribute, f"{attribute}_x")))
    with pytest.raises(ConfigurationError, match="does not fit the schema") as error:
        rules(settings())
    file, _, line = error.value.where.rpartition(":")
    assert f"context.{attribute}" in "\n".join(TEXTS[file].splitlines()[int(line) - 1 : int(line) + 20])


def test_a_policy_that_does_not_do_what_its_examples_say_stops_the_start(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_texts(monkeypatch, circumstances_cedar=TEXTS["circumstances.cedar"].replace("unless { context.tls }", "unless { true }"))
    with pytest.raises(ConfigurationError) as error:
        rules(settings())
    assert re.fullmatch(r"examples\.toml:\d+ \(deny \d+\)", error.value.where)
    assert "no-tls" in error.value.what


def test_a_missing_schema_stops_the_start(settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "texts", lambda: {name: text for name, text in TEXTS.items() if not name.endswith("schema")})
    with pytest.raises(ConfigurationError, match="0 schema files"):
        rules(settings())


@pytest.mark.parametrize("name", ["*", "segment", "google", "analytics"])
def test_a_connector_or_a_family_may_be_named(settings: Callable[..., Settings], name: str) -> None:
    check_connectors(settings(f'[tenants.acme]\nregion = "IE"\n[[integrations]]\ntenant = "acme"\nconnector = "{name}"\n'))


@pytest.mark.parametrize("table", ["integrations", "authorisations"])
def test_a_connector_nobody_has_stops_the_start(settings: Callable[..., Settings], table: str) -> None:
    more = 'feature = "f"\ncategories = ["integro.task"]\nreference = "R"\n' if table == "authorisations" else ""
    made = settings(f'[tenants.acme]\nregion = "IE"\n[[{table}]]\ntenant = "acme"\nconnector = "sentri"\n{more}')
    with pytest.raises(ConfigurationError, match="there is no connector 'sentri'") as error:
        check_connectors(made)
    assert "sentry" in error.value.todo


@pytest.mark.parametrize("effective", [True, False])
def test_the_register_holds_what_it_is_said_to_hold(effective: bool) -> None:
    found = registered(CONNECTORS, effective=effective)
    assert {connector.vendor.effective for connector in found} == {effective}
    assert [connector.name for connector in found] == [connector.name for connector in CONNECTORS]


def test_development_makes_its_own_key_and_finds_it_again(settings: Callable[..., Settings]) -> None:
    assert keks(settings()).current.id == keks(settings()).current.id


def test_a_key_that_is_given_is_used(settings: Callable[..., Settings]) -> None:
    given = settings(GATEWAY_KEK="QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    assert keks(given).current.id != keks(settings()).current.id


async def test_the_data_keys_of_a_store_are_the_same_at_every_start(settings: Callable[..., Settings], dsn: str) -> None:
    made = settings(GATEWAY_DATABASE_URL=dsn)
    async with store(made) as pool:
        first, second = await vault(made, pool), await vault(made, pool)
        assert (first.key_id, first.derive("x")) == (second.key_id, second.derive("x"))


async def test_a_certificate_authority_from_before_data_keys_stays_readable(settings: Callable[..., Settings], dsn: str) -> None:
    made = settings(GATEWAY_DATABASE_URL=dsn)
    root = keks(made).root([])
    (made.data_dir / "ca").mkdir()
    (made.data_dir / "ca" / "ca.sealed").write_bytes(sealed := root.seal().seal(b"key", aad=b"ca", nonce=bytes(12)))
    async with store(made) as pool:
        assert (await vault(made, pool)).seal().open(sealed, aad=b"ca") == b"key"


async def test_an_external_store_is_migrated(settings: Callable[..., Settings], empty_dsn: str) -> None:
    async with store(settings(GATEWAY_DATABASE_URL=empty_dsn)) as pool:
        assert await pool.fetchval("SELECT count(*) FROM log_leaf") == 0


async def test_a_store_that_does_not_answer_is_an_error(settings: Callable[..., Settings]) -> None:
    with pytest.raises(StoreUnavailable):
        async with store(settings(GATEWAY_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")):
            raise AssertionError("there is no store")


async def test_a_data_directory_that_can_not_be_made_is_told(settings: Callable[..., Settings]) -> None:
    with pytest.raises(ConfigurationError, match="can not be made: not a directory"):
        async with store(settings(GATEWAY_DATA_DIR="/dev/null/var")):
            raise AssertionError("there is no store")


async def test_a_data_directory_that_can_not_be_written_is_told(settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the system is made to say otherwise."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ConfigurationError, match="can not be written"):
        async with store(settings()):
            raise AssertionError("there is no store")
