"""What a reader gets to see, in colour or not, when all went well and when not."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

import policies
from gateway.demo import closing
from gateway.demo.judging import faults
from gateway.demo.panels import Style, panel
from gateway.demo.planted import PLANTED, TASK
from gateway.demo.scenes import REFERENCE, Way
from gateway.policy.load import load
from tests.demo.made_evidence import ENDED, entry, in_log, request

STYLE = Style(rules={rule.id: rule for rule in load(policies.texts()).rules}, marks=True)


def shown(*what, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(*what)
    return console.file.getvalue()


def test_a_redacted_call_is_shown_before_and_after_with_reasons_and_proof(evidence):
    text = shown(panel(1, evidence.acts[0], STYLE))
    for expected in (
        "an-sdk sends",
        "HTTPS_PROXY=http://erp:KEY@127.0.0.1:1",
        f"- «{TASK.text}»",
        "task title  (gone)",
        "event = Opened",
        "redact for the purpose analytics: 80 bytes came in, 60 left",
        "permit analytics",
        "forbid project-data-unauthorised Project and task data goes to a third party only",
        "title integro.task masked (terms)",
        "t0  entry 0 of the log",
        "durable before sending",
        "inclusion proof verified against the log of 5 entries",
        "program saw",
    ):
        assert expected in text


def test_an_authorised_value_is_shown_with_its_reference(evidence):
    text = shown(panel(2, evidence.acts[1], STYLE))
    assert f"+ «{TASK.text}»  authorised by {REFERENCE}" in text


def test_a_refused_call_says_what_its_caller_is_told(evidence):
    text = shown(panel(3, evidence.acts[2], STYLE))
    assert "+ (nothing left)" in text
    assert "deny - A policy forbids this transfer (policy_denied)." in text
    assert "durable before sending" not in text


def test_the_same_call_in_another_way_is_shown_in_short(evidence):
    first = evidence.acts[0]
    text = shown(panel(2, replace(first, scene=replace(first.scene, way=Way.BASE_URL)), STYLE))
    assert "and 6 more places with planted values, 6 of them held back" in text
    assert "analytics, project-data-unauthorised" in text
    assert "masked (terms)" not in text


def test_findings_that_do_not_fit_are_counted(evidence):
    many = in_log([[entry(0, "redact", findings=[[f"body.f{n}", "integro.task", "", "terms", "masked"] for n in range(9)]), ENDED]])
    assert "... and 3 more in the record" in shown(panel(1, replace(evidence.acts[0], records=tuple(many)), STYLE))


def test_findings_from_google_say_so(evidence):
    found = in_log([[entry(0, "redact", findings=[["body.t", "user.content.private", "google.sensitive", "terms", "masked"]]), ENDED]])
    assert "user.content.private from google.sensitive" in shown(panel(1, replace(evidence.acts[0], records=tuple(found)), STYLE))


def test_a_call_with_nothing_planted_says_so(evidence):
    act = replace(evidence.acts[0], sent=(request({"event": "Opened"}),))
    assert "nothing planted in it" in shown(panel(1, act, STYLE))


def test_a_proof_that_fails_is_not_called_verified(evidence):
    record = evidence.records[0] | {"tree": {"size": 5, "root": "00" * 32}}
    text = shown(panel(1, replace(evidence.acts[0], records=(record,)), STYLE))
    assert "INCLUSION PROOF FAILS" in text
    assert "verified" not in text


def test_a_call_that_came_to_nothing_is_still_shown(evidence):
    text = shown(panel(1, replace(evidence.acts[0], sent=(), left=(), records=(), noted=()), STYLE))
    assert "nothing planted in it" in text
    assert "no record" in text.splitlines()[-1]


def test_the_decision_shown_is_the_one_recorded_not_the_one_hoped_for(evidence):
    act = replace(evidence.acts[0], records=tuple(in_log([[entry(0, "permit"), ENDED]])))
    assert "permit" in shown(panel(1, act, STYLE)).splitlines()[-1]


def test_every_planted_value_has_its_row(evidence):
    text = shown(closing.planted_table(evidence))
    for each in PLANTED:
        assert each.text in text
    assert f"1 ({REFERENCE})" in text


def test_a_value_that_arrived_without_authority_stands_out(in_act):
    leaked = in_act(0, left=(request({"event": "Opened", "x": PLANTED[0].text}),))
    row = next(line for line in shown(closing.planted_table(leaked)).splitlines() if PLANTED[0].text in line)
    assert row.split("│")[4].strip() == "1"


def test_the_numbers_are_counted(evidence):
    text = shown(closing.numbers(evidence, 12.34))
    assert "3: 0 left as they came, 2 left redacted, 1 refused" in text
    assert "3 transfers in 5 log entries; 0 without an end" in text
    assert "verified: 5 entries hashed again" in text
    assert "12.3 s" in text


def test_a_log_that_does_not_verify_is_not_called_verified(evidence):
    bad = replace(evidence, verification=replace(evidence.verification, ok=False, fault="the entry is missing"))
    text = shown(closing.numbers(bad, 1.0))
    assert "DOES NOT VERIFY: the entry is missing" in text


@pytest.mark.parametrize("width", [80, 110])
def test_the_verdict_names_each_fault_or_none(evidence, in_act, width):
    assert "Nothing planted left" in shown(closing.verdict(faults(evidence)), width=width)
    told = shown(closing.verdict(faults(in_act(0, noted=("",)))), width=width)
    assert "What is wrong" in told
    assert "Nothing planted left" not in told


def test_the_opening_says_how_planted_values_are_marked():
    assert "«»" in shown(closing.opening(marks=True))
    assert "marked red" in shown(closing.opening(marks=False))
