"""The demo's own search: whatever the spelling, and nothing else."""

import pytest

from gateway.demo.planted import PLANTED, PROJECT, RECORD, TASK, counted, hits, names_in, provenance, terms
from gateway.demo.standin import Received


def sent(target: str = "/", body: bytes = b"", **headers: str) -> Received:
    return Received("h", "POST", target, tuple(headers.items()), body)


@pytest.mark.parametrize(
    "text",
    [
        "Orion Atlas Rollout",
        "ORION ATLAS ROLLOUT",
        "orion-atlas-rollout",
        "orion_atlas_rollout",
        "OrionAtlasRollout",
        "Orion/Atlas: Rollout",
        "orion%20atlas%2Drollout",
    ],
)
def test_a_planted_value_is_found_in_any_case_slug_or_punctuation(text):
    (hit,) = hits(f"before {text} after")
    assert (hit.name, hit.start, hit.end) == (PROJECT.name, 7, 7 + len(text))


@pytest.mark.parametrize("text", ["Orion Rollout Atlas", "Orion Atlas", "", "[integro.project]", "Orion x Atlas Rollout"])
def test_nothing_else_is_found(text):
    assert hits(text) == []


def test_it_is_found_in_target_headers_and_body_alike():
    assert names_in(sent(target="/projects/orion+atlas+rollout")) == {PROJECT.name}
    assert names_in(sent(Referer="https://erp/orion-atlas-rollout")) == {PROJECT.name}
    assert names_in(sent(body=b'{"t": "Renegotiate the Baltic\\u0020ferry lease", "p": "Orion Atlas Rollout"}')) >= {PROJECT.name}


def test_values_are_counted_by_request():
    counts = counted([sent(body=TASK.text.encode() * 3), sent(body=TASK.text.upper().encode()), sent()])
    assert counts[TASK.name] == 2
    assert counts[PROJECT.name] == 0


def test_what_the_erp_holds_is_registered_and_what_google_holds_is_labelled():
    assert {line["text"] for line in terms()} == {each.text for each in PLANTED if each.kind and "google" not in each.kind}
    assert [line["origin"] for line in provenance()] == ["google.sensitive"]


def test_the_record_in_the_local_variable_is_made_of_planted_values():
    assert {hit.name for hit in hits(str(RECORD))} >= {PROJECT.name, TASK.name, "client", "comment", "file name", "e-mail address"}


def test_no_planted_value_is_part_of_another():
    assert [hits(each.text) for each in PLANTED] == [[(0, len(each.text), each.name)] for each in PLANTED]
