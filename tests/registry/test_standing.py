"""What an index that is missing or behind means: no call."""

import pytest

from gateway.model.errors import Refused
from gateway.registry.shelf import State
from gateway.registry.snapshot import Tenant
from gateway.registry.standing import stand

PLAIN = Tenant(name="acme", region="IE")
REQUIRED = Tenant(name="acme", region="IE", terms_required=True)
COUNTED = Tenant(name="acme", region="IE", terms_watermark=7)


@pytest.mark.parametrize(
    ("state", "tenant"),
    [
        (State(), None),
        (State(), PLAIN),
        (State(registered=True), REQUIRED),
        (State(registered=True, watermark=7), COUNTED),
        (State(watermark=8), COUNTED),
    ],
)
def test_an_index_that_is_as_new_as_it_has_to_be_is_used(state: State, tenant: Tenant | None) -> None:
    stand(state, tenant)


@pytest.mark.parametrize(
    ("state", "tenant", "reason"),
    [
        (State(lost=True), None, "terms_missing"),
        (State(lost=True, registered=True, watermark=9), PLAIN, "terms_missing"),
        (State(), REQUIRED, "terms_missing"),
        (State(), COUNTED, "terms_outdated"),
        (State(registered=True, watermark=6), COUNTED, "terms_outdated"),
    ],
)
def test_one_that_is_missing_or_behind_refuses(state: State, tenant: Tenant | None, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        stand(state, tenant)
    assert caught.value.reason == reason
