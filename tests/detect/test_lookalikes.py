"""The table of letters that look like Latin ones: what it may hold, and whom it must know."""

import unicodedata

import pytest

from gateway.detect.fold import decomposed, is_own_token
from gateway.detect.lookalikes import LOOKALIKES


def test_a_key_is_a_folded_letter_and_its_shape_is_latin() -> None:
    for character, latin in LOOKALIKES.items():
        assert decomposed(character) == character
        assert not character.isascii()
        assert not is_own_token(character)
        assert unicodedata.decimal(character, None) is None
        assert latin.isascii()
        assert latin.isalpha()
        assert latin == latin.lower()


def test_both_cases_share_one_entry() -> None:
    for character in LOOKALIKES:
        assert {decomposed(character.lower()), decomposed(character.upper())} <= {character, decomposed(character.upper())}


@pytest.mark.parametrize(("letters", "latin"), [("авсеніјкморстух", "abcehijkmopctyx"), ("αβικνορτυ", "abikvoptu"), ("øłđħæœþð", None)])
def test_the_usual_ones_are_known(letters: str, latin: str | None) -> None:
    known = [LOOKALIKES[letter] for letter in letters]
    assert known == (list(latin) if latin else ["o", "l", "d", "h", "ae", "oe", "th", "d"])
