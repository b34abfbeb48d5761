"""Declarations of fields."""

from gateway.model.field import FREE_TEXT, Kind, Treatment, data, required


def test_data_carries_one_category_and_is_dropped_where_it_may_not_leave() -> None:
    declared = data("user.contact.email")
    assert (declared.kind, declared.category, declared.treatment) == (Kind.DATA, "user.contact.email", Treatment.DROP)
    assert not declared.required
    assert data("user.unique_id", Treatment.PSEUDONYM).treatment is Treatment.PSEUDONYM


def test_required_changes_that_and_nothing_else() -> None:
    declared = required(FREE_TEXT)
    assert declared.required
    assert (declared.kind, declared.category, declared.treatment) == (FREE_TEXT.kind, FREE_TEXT.category, FREE_TEXT.treatment)
    assert not FREE_TEXT.required
