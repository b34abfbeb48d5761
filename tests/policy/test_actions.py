"""The table of actions: what becomes of data, and what is wrong with a table."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policies
from gateway.model.category import VOCABULARY, Purpose
from gateway.model.decision import Action, Coarser, How
from gateway.model.errors import ConfigurationError
from gateway.policy.actions import CLAUSE, FAMILIES, FILE, PLAIN, load_actions

SHIPPED = load_actions(policies.texts())
REST = '[[action]]\nfield = "drop"\ntext = "mask"\nclause = "2"\nreason = "It may not leave."\n'
NETWORK = How(Action.GENERALISED, Coarser.NETWORK, "system.operations")
PSEUDONYM = How(Action.PSEUDONYMISED, None, "user.unique_id.pseudonymous")
TENTH = How(Action.GENERALISED, Coarser.TENTH, "user.location.imprecise")
DROP, MASK = How(Action.DROPPED), How(Action.MASKED)


@pytest.mark.parametrize(
    ("purpose", "category", "field", "text"),
    [
        ("analytics", "user.device.ip_address", NETWORK, NETWORK),
        ("error_tracking", "user.device.ip_address", NETWORK, NETWORK),
        ("marketing", "user.device.ip_address", DROP, MASK),
        ("linked_service", "user.device.ip_address", DROP, MASK),
        ("error_tracking", "user.unique_id", PSEUDONYM, PSEUDONYM),
        ("error_tracking", "user.unique_id.pseudonymous", PSEUDONYM, PSEUDONYM),
        ("analytics", "user.location.precise", TENTH, MASK),
        ("error_tracking", "user.location.precise", DROP, MASK),
        ("analytics", "user.contact.email", DROP, MASK),
        ("analytics", "user.authorization.credentials", DROP, MASK),
        ("analytics", "integro.task", DROP, MASK),
    ],
)
def test_what_the_shipped_table_says(purpose, category, field, text):
    assert SHIPPED.for_field(purpose, "analytics", category) == field
    assert SHIPPED.for_text(purpose, "analytics", category) == text


@given(st.sampled_from(Purpose), st.sampled_from(sorted(FAMILIES)), st.sampled_from(sorted(VOCABULARY)))
def test_the_shipped_table_keeps_nothing_and_never_softens_what_is_the_tenant_s_a_secret_or_sensitive(purpose, family, category):
    field, text = SHIPPED.for_field(purpose, family, category), SHIPPED.for_text(purpose, family, category)
    assert Action.REPORTED not in (field.action, text.action)
    hard = ("integro.", "user.authorization", "user.health", "user.demographic", "user.government", "user.criminal", "user.biometric")
    if category.startswith(hard):
        assert (field, text) == (DROP, MASK)


def test_families_are_those_of_the_policies():
    listed = re.search(r"entity Family enum \[(.*?)\];", policies.texts()["schema.cedarschema"])
    assert set(re.findall(r'"(\w+)"', listed[1])) == FAMILIES


def test_a_row_says_where_it_stands_and_why():
    assert [row.where for row in SHIPPED.rows] == sorted({row.where for row in SHIPPED.rows}, key=lambda where: int(where.split(":")[1]))
    assert all(CLAUSE.fullmatch(row.clause) and row.reason.endswith(".") for row in SHIPPED.rows)
    assert re.fullmatch(rf"{re.escape(FILE)}:\d+", SHIPPED.rows[0].where)


def test_without_a_table_everything_is_dropped_or_masked():
    assert load_actions({}) is PLAIN
    assert PLAIN.for_field("analytics", "analytics", "user.device.ip_address") == DROP
    assert PLAIN.for_text("analytics", "analytics", "user.device.ip_address") == MASK


def test_the_first_row_that_fits_counts():
    def row(scope, field):
        return f'[[action]]\n{scope}\nfield = "{field}"\ntext = "mask"\nbecomes = "system.operations"\nclause = "2"\nreason = "So."\n'

    table = load_actions(
        {
            FILE: row('families = ["google"]\ncategories = ["user"]', "pseudonymise")
            + row('categories = ["user.name"]', "pseudonymise")
            + REST
        }
    )
    assert table.for_field("marketing", "google", "user.contact.email").action is Action.PSEUDONYMISED
    assert table.for_field("marketing", "marketing", "user.contact.email").action is Action.DROPPED
    assert table.for_field("marketing", "marketing", "user.name").action is Action.PSEUDONYMISED


ROW = 'categories = ["user.name"]\nfield = "drop"\ntext = "mask"\nclause = "2"\nreason = "So."\n'


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("[[action", FILE, "can not be read"),
        ("", FILE, "more than actions, or none"),
        ("action = 1", FILE, "more than actions, or none"),
        (REST + "[other]\n", FILE, "more than actions, or none"),
        (REST.replace("field", "feld"), f"{FILE}:1", "no 'feld'"),
        ("\n\n[[action]]\n" + ROW, f"{FILE}:3", "not for everything"),
        (REST + REST, f"{FILE}:1", "nothing below"),
        ("[[action]]\n" + ROW.replace('"drop"', '"keep"') + REST, f"{FILE}:1", "what becomes of a field"),
        ("[[action]]\n" + ROW.replace('"mask"', "[]") + REST, f"{FILE}:1", "what becomes of a text"),
        ("[[action]]\n" + ROW.replace('"2"', '"two"') + REST, f"{FILE}:1", "no usable clause"),
        ("[[action]]\n" + ROW.replace('"2"', "2") + REST, f"{FILE}:1", "no usable clause"),
        ("[[action]]\n" + ROW.replace('"So."', '"So"') + REST, f"{FILE}:1", "no usable reason"),
        ("[[action]]\n" + ROW.replace('"So."', "1") + REST, f"{FILE}:1", "no usable reason"),
        ("[[action]]\n" + ROW.replace('"user.name"', '"user.nam"') + REST, f"{FILE}:1", "categories has no 'user.nam'"),
        ("[[action]]\n" + ROW.replace('["user.name"]', '"user.name"') + REST, f"{FILE}:1", "categories is no list"),
        ("[[action]]\n" + ROW.replace('["user.name"]', "[]") + REST, f"{FILE}:1", "categories is no list"),
        ("[[action]]\npurposes = [7]\n" + ROW + REST, f"{FILE}:1", "purposes has no 7"),
        ("[[action]]\n" + ROW.replace('"drop"', '"pseudonymise"') + REST, f"{FILE}:1", "what the data becomes"),
        ("[[action]]\n" + ROW.replace('"drop"', '"generalise"') + 'becomes = "user.telemetry"\n' + REST, f"{FILE}:1", "how to generalise"),
        ("[[action]]\n" + ROW + 'by = "day"\n' + REST, f"{FILE}:1", "nothing is generalised"),
        ("[[action]]\n" + ROW + 'becomes = "user.telemetry"\n' + REST, f"{FILE}:1", "nothing is left"),
    ],
)
def test_a_table_with_a_fault_does_not_load_and_says_where(text, where, what):
    with pytest.raises(ConfigurationError, match=re.escape(what)) as caught:
        load_actions({FILE: text})
    assert caught.value.where == where
    assert caught.value.todo
