"""Register rows as policies see them. Law: what is unknown comes out as none."""

import json

import pytest

import policies
from gateway.model.category import INTEGRO, SYSTEM, USER
from gateway.policy.load import load
from gateway.policy.vendors import EEA, entities, mechanism

LISTED = {"US": "dpf", "GB": "adequacy", "BR": "scc", "IN": "bcr", "CN": "none", "RU": "trust-me"}


@pytest.mark.parametrize(
    ("tenant", "destination", "expected"),
    [
        ("IE", "IE", "domestic"),
        ("US", "US", "domestic"),
        ("IE", "DE", "eea"),
        ("NO", "IE", "eea"),
        ("IE", "US", "dpf"),
        ("IE", "GB", "adequacy"),
        ("IE", "BR", "scc"),
        ("IE", "IN", "bcr"),
        ("GB", "IE", "none"),
        ("IE", "CN", "none"),
        ("IE", "RU", "none"),
        ("IE", "JP", "none"),
        ("", "", "none"),
        ("IE", "", "none"),
        ("", "US", "none"),
        ("ie", "ie", "none"),
        ("EU", "eu", "none"),
        ("İE", "İE", "none"),
        ("IRL", "IRL", "none"),
        ("12", "12", "none"),
    ],
)
def test_the_mechanism_is_what_law_or_register_say(tenant, destination, expected):
    assert mechanism(tenant, destination, LISTED) == expected


def test_the_economic_area_has_thirty_countries():
    assert len(EEA) == 30
    assert "GB" not in EEA
    assert "CH" not in EEA


def test_declared_categories_include_descendants_and_what_needs_no_declaration():
    rows = {row["uid"]["id"]: row["attrs"] for row in json.loads(entities(load(policies.texts()).vendors))}
    declared = {name: {word["id"] for word in row["declared"]} for name, row in rows.items()}
    assert declared["suite"] == SYSTEM | USER | INTEGRO
    assert declared["tracker"] == SYSTEM | {"user.contact.email"} | {word for word in USER if word.split(".")[:2] == ["user", "device"]}
    assert (rows["broker"]["resells"], rows["training-suite"]["trainsModels"], rows["advertising-suite"]["adPlatform"]) == (True,) * 3
