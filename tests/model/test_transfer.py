"""What stands in the record. Law: no value in a repr, and nothing changes once it is made."""

import pytest

from gateway.model.decision import Review, Verdict
from gateway.model.transfer import Completion, Outcome, Transfer

TRANSFER = Transfer(id="t1", at_ms=1, review=Review(verdict=Verdict.PERMIT), policy_hash="ab", subject="Ada Lovelace", feature="sync")
COMPLETION = Completion(transfer_id="t1", intent_index=0, at_ms=2, outcome=Outcome.SUCCESS)


def test_a_transfer_shows_its_id_alone() -> None:
    assert repr(TRANSFER) == "Transfer('t1')"
    assert "Ada" not in f"{TRANSFER} {[TRANSFER]}"


@pytest.mark.parametrize("made", [TRANSFER, COMPLETION, TRANSFER.review])
def test_what_is_made_does_not_change(made: object) -> None:
    for name in ("at_ms", "verdict", "unheard_of"):
        with pytest.raises(AttributeError):
            setattr(made, name, 3)
