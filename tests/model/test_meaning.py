"""A meaning counts where it matters."""

from gateway.model.meaning import Meaning


def test_a_meaning_without_a_category_is_false():
    assert not Meaning("")
    assert not Meaning("", numbers=True)
    assert Meaning("integro.task")
    assert Meaning("", inside="integro.task")
