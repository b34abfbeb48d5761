"""Each promise, broken once: the judgement names it. A silent judgement means something only because of these."""

import copy
from dataclasses import replace

import pytest

from gateway.audit.verify import Verification
from gateway.demo.judging import faults, found_by_name
from gateway.demo.planted import EVENT, PASSWORD, PLANTED, PROJECT, TASK
from gateway.demo.standin import Received
from tests.demo.made_evidence import ENDED, KEY, entry, in_log, request


def test_a_run_as_promised_has_no_fault(evidence):
    assert faults(evidence) == []


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.name)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_any_planted_value_that_arrives_is_a_fault(in_act, planted, coding):
    leaked = request({"event": "Opened", "x": planted.text.upper()}, coding=coding)
    assert f"call 1: the {planted.name} reached the stand-in" in faults(in_act(0, left=(leaked,)))


def test_what_one_call_may_carry_is_a_fault_in_another(in_act, evidence):
    assert faults(in_act(0, left=evidence.acts[1].left)) == [f"call 1: the {TASK.name} reached the stand-in"]


def test_more_than_was_authorised_is_a_fault(in_act):
    left = request({"event": "Opened", "a": TASK.text, "b": PROJECT.text})
    assert faults(in_act(1, left=(left,))) == [f"call 2: the {PROJECT.name} reached the stand-in"]


def test_what_was_authorised_must_arrive(in_act):
    assert faults(in_act(1, left=(request({"event": "Opened"}),))) == [f"call 2: the {TASK.name} was authorised and did not arrive"]


def test_what_was_authorised_must_carry_its_reference(in_act, evidence):
    bare = in_log([[entry(1, "redact"), ENDED]])
    assert "call 2: no record carries the reference DEMO-CONSENT-17" in faults(in_act(1, records=tuple(bare)))


def test_a_program_that_fails_is_a_fault(in_act, evidence):
    run = replace(evidence.acts[0].run, code=1, said="ImportError")
    assert faults(in_act(0, run=run)) == ["call 1: the program failed with exit code 1: ImportError"]


def test_a_harmless_field_that_is_lost_is_a_fault(in_act):
    assert faults(in_act(0, left=(request({"event": "[integro.task]"}),))) == ["call 1: the harmless field event did not survive"]


def test_another_decision_is_a_fault(in_act):
    other = in_log([[entry(0, "permit"), ENDED]])
    assert "call 1: it should be decided redact, the records say permit" in faults(in_act(0, records=tuple(other)))


def test_a_call_without_any_record_is_a_fault(in_act):
    found = faults(in_act(0, records=()))
    assert "call 1: it should be decided redact, the records say nothing" in found
    assert "call 1: 1 requests reached the stand-in, 0 are recorded" in found


def test_a_refused_call_that_arrives_is_a_fault(in_act):
    found = faults(in_act(2, left=(request({}),), noted=("",)))
    assert "call 3: decided deny, and 1 requests reached the stand-in" in found


def test_a_record_that_came_later_than_the_request_is_a_fault(in_act):
    assert "call 1: when a request reached the stand-in, its record could not be read yet" in faults(in_act(0, noted=("",)))


def test_a_request_nobody_answered_for_is_a_fault(in_act):
    assert "call 1: a request reached the stand-in without a credential it issued" in faults(in_act(0, noted=()))


def test_a_vendor_that_did_not_take_it_is_a_fault(in_act):
    failed = in_log([[entry(0, "redact"), {"kind": "completion", "outcome": "failure"}]])
    assert "call 1: the vendor did not take it: outcome failure" in faults(in_act(0, records=tuple(failed)))


def test_a_transfer_without_an_end_is_a_fault(in_act):
    assert "call 1: the vendor did not take it: outcome missing" in faults(in_act(0, records=tuple(in_log([[entry(0, "redact")]]))))


def test_a_search_that_finds_nothing_anywhere_proves_nothing(evidence):
    acts = [replace(act, sent=(request({"event": "Opened"}),)) for act in evidence.acts]
    found = faults(replace(evidence, acts=acts))
    assert len(found) == len(PLANTED)
    assert f"the {EVENT.name} was not found even without the gateway, so not finding it proves nothing" in found


def test_a_log_that_does_not_verify_is_a_fault(evidence):
    bad = Verification(ok=False, origin="a-log", size=5, root=evidence.verification.root, bad_index=3, fault="the entry is missing")
    assert faults(replace(evidence, verification=bad)) == ["the log does not verify at entry 3: the entry is missing"]


def test_an_open_transfer_is_a_fault(evidence):
    assert faults(replace(evidence, verification=replace(evidence.verification, open_intents=1))) == ["1 transfers have no end in the log"]


def test_a_proof_against_another_root_is_a_fault(evidence):
    found = faults(replace(evidence, verification=replace(evidence.verification, root=bytes(32))))
    assert found == [f"the proof of transfer t{number} does not lead to the log's root" for number in range(3)]


def test_a_log_with_entries_no_call_made_is_a_fault(evidence):
    found = faults(replace(evidence, verification=replace(evidence.verification, size=6)))
    assert "the calls have 5 entries, the log has 6" in found


def test_a_planted_value_in_the_log_file_is_a_fault(evidence):
    assert faults(replace(evidence, written=f"failed for {PASSWORD.text}")) == [
        f"the {PASSWORD.name} stands in the gateway's own log or records"
    ]


def test_a_planted_value_in_a_record_is_a_fault(evidence):
    records = copy.deepcopy(evidence.records)
    records[2]["opening"]["entry"]["reason"] = TASK.text
    assert f"the {TASK.name} stands in the gateway's own log or records" in faults(replace(evidence, records=records))


def test_the_callers_key_in_the_log_file_is_a_fault(evidence):
    assert faults(replace(evidence, written=f"proxy http://erp:{KEY}@")) == ["the caller's key stands in the log file, or reached a vendor"]


def test_the_callers_key_at_a_vendor_is_a_fault(in_act, evidence):
    got = evidence.acts[0].left[0]
    told = Received(got.host, got.method, f"/~{KEY}/v1", got.headers, got.body)
    assert faults(in_act(0, left=(told,))) == ["the caller's key stands in the log file, or reached a vendor"]


def test_values_are_counted_without_and_through_the_gateway(evidence):
    counts = found_by_name(evidence)
    assert counts[TASK.name] == (1, 1), "one recording that three calls are compared with counts once"
    assert counts[PROJECT.name] == (1, 0)
