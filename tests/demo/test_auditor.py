"""A proof is believed only when it leads from the bytes shown to the root claimed."""

import base64
import copy

import pytest

from gateway.demo.auditor import proven


def test_a_record_with_right_proofs_stands(evidence):
    assert all(proven(record) for record in evidence.records)
    assert all(proven(record, evidence.verification.root.hex()) for record in evidence.records)


def test_another_root_is_not_reached(evidence):
    assert not proven(evidence.records[0], "00" * 32)


def _entry(record):
    record["opening"]["entry"]["decision"] = "permit"


def _bytes(record):
    record["opening"]["bytes_b64"] = base64.b64encode(b"{}").decode()
    record["opening"]["entry"] = {}


def _index(record):
    record["opening"]["index"] = 1


def _proof(record):
    record["opening"]["proof"].pop()


def _completion(record):
    record["completion"]["proof"][0] = "11" * 32


def _root(record):
    record["tree"]["root"] = "22" * 32


@pytest.mark.parametrize("tamper", [_entry, _bytes, _index, _proof, _completion, _root])
def test_a_changed_record_does_not_stand(evidence, tamper):
    record = copy.deepcopy(evidence.records[0])
    tamper(record)
    assert not proven(record)
