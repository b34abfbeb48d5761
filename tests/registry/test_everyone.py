"""What others obtained. Law: a paragraph of another tenant's is found and marked; a name, and what is one's own too, is not."""

from gateway.detect.index import OWN, KeyTable, Secrets, TermIndex, build, keys_of
from gateway.model.category import OTHER_TENANT
from gateway.registry.everyone import Everyones, is_shared, with_everyones

LONG = "Walk away below seven million and never mention the cracked foundation in hall nine"
SECRETS = Secrets(b"x" * 24, b"y" * 32)


def test_another_tenants_text_is_found_with_its_origin_and_as_anothers() -> None:
    shared = TermIndex()
    shared.add("1", "", LONG, "google.sensitive")
    spans = list(with_everyones(TermIndex(), shared, None).scan(f"Note: {LONG}!"))
    assert {span.origin for span in spans} == {"google.sensitive", OTHER_TENANT}
    assert {(span.start, span.end) for span in spans} == {(6, 6 + len(LONG))}


def test_what_a_tenant_obtained_itself_is_its_own() -> None:
    own, shared = TermIndex(), TermIndex()
    for index in (own, shared):
        index.add("1", "", LONG, "google.sensitive")
    assert {span.origin for span in with_everyones(own, shared, None).scan(LONG)} == {"google.sensitive"}


def test_a_name_of_ones_own_in_another_tenants_paragraph_does_not_make_it_ones_own() -> None:
    own, shared = TermIndex(), TermIndex()
    own.add("1", "", "the cracked foundation in hall nine", "google.sensitive")
    shared.add("1", "", LONG, "google.sensitive")
    assert OTHER_TENANT in {span.origin for span in with_everyones(own, shared, None).scan(LONG)}


def test_what_the_erp_registered_does_not_make_anothers_text_ones_own() -> None:
    own, shared = TermIndex(), TermIndex()
    own.add("1", "comment", LONG)
    shared.add("1", "", LONG, "msgraph")
    assert {span.origin for span in with_everyones(own, shared, None).scan(LONG)} == {OWN, "msgraph", OTHER_TENANT}


def test_where_nobody_obtained_anything_a_tenants_index_is_asked_alone() -> None:
    own = TermIndex()
    assert with_everyones(own, TermIndex(), None) is own


def test_joined_texts_are_empty_when_both_are():
    filled = TermIndex()
    filled.add("1", "task", LONG)
    assert not Everyones(TermIndex(), filled).is_empty
    assert not Everyones(filled, TermIndex()).is_empty
    assert Everyones(TermIndex(), TermIndex()).is_empty


def test_what_stands_in_a_table_alone_is_asked_too() -> None:
    rows = keys_of(LONG, "", "msgraph", SECRETS)
    shared = TermIndex(SECRETS, (KeyTable(build(rows, SECRETS.digest), SECRETS.digest),))
    assert {span.origin for span in with_everyones(TermIndex(), shared, None).scan(LONG)} == {"msgraph", OTHER_TENANT}


def test_the_same_two_indexes_give_the_same_scanner() -> None:
    own, shared, other = TermIndex(), TermIndex(), TermIndex()
    shared.add("1", "", LONG, "msgraph")
    first = with_everyones(own, shared, None)
    assert with_everyones(own, shared, first) is first
    assert with_everyones(other, shared, first) is not first


def test_only_long_texts_are_shared() -> None:
    assert is_shared(keys_of(LONG, "", "msgraph", SECRETS))
    assert not is_shared(keys_of("Quillfeather Holdings", "", "msgraph", SECRETS))
