"""The closed vocabulary."""

import pytest

from gateway.model.category import INTEGRO, SYSTEM, USER, VOCABULARY, covered


@pytest.mark.parametrize(
    ("category", "declared", "expected"),
    [
        ("user.contact.email", {"user.contact.email"}, True),
        ("user.contact.email", {"user.contact"}, True),
        ("user.contact.email", {"user"}, True),
        ("user.contact.email", {"user.contact.email.work"}, False),
        ("user.contact.email", {"user.con"}, False),
        ("user.contact.email", {"user.contact.phone_number"}, False),
        ("user.contact.email", set(), False),
        ("user.contact.email", {""}, False),
    ],
)
def test_a_category_is_covered_by_itself_and_its_ancestors_only(category: str, declared: set[str], expected: bool) -> None:
    assert covered(category, frozenset(declared)) is expected


def test_the_three_parts_of_the_vocabulary_do_not_overlap() -> None:
    assert len(VOCABULARY) == len(INTEGRO) + len(USER) + len(SYSTEM)
