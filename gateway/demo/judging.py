"""Says what is wrong with how it went. Law: pure; silence means that every promise was looked at and held."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.audit.verify import Verification
from gateway.demo.acts import Act
from gateway.demo.auditor import Record, proven
from gateway.demo.lines import lines_of
from gateway.demo.planted import PLANTED, counted, hits, names_in
from gateway.demo.scenes import REFERENCE
from gateway.model.decision import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All there is to judge by.

    Attributes:
        acts: in their order.
        records: all records again, with proofs against the finished log.
        verification: of the whole log, from its entries alone.
        written: everything the gateway wrote to its log files.
        key: the caller's key.
    """

    acts: Sequence[Act]
    records: Sequence[Record]
    verification: Verification
    written: str
    key: str


def faults(evidence: Evidence) -> list[str]:
    """Every broken promise, in plain words; empty where all held."""
    found = [f"call {number}: {fault}" for number, act in enumerate(evidence.acts, 1) for check in ACT_CHECKS for fault in check(act)]
    return found + [fault for check in CHECKS for fault in check(evidence)]


def _ran(act: Act) -> Iterator[str]:
    if act.run.code:
        yield f"the program failed with exit code {act.run.code}: {act.run.said}"


def _leaked(act: Act) -> Iterator[str]:
    for name in sorted({name for got in act.left for name in names_in(got)} - act.scene.allowed):
        yield f"the {name} reached the stand-in"


def _authorised(act: Act) -> Iterator[str]:
    for name in sorted(act.scene.allowed):
        if not any(name in names_in(got) for got in act.left):
            yield f"the {name} was authorised and did not arrive"
    if act.scene.allowed and not any(REFERENCE in _entry(record)["authorisation_refs"] for record in act.records):
        yield f"no record carries the reference {REFERENCE}"


def _decided(act: Act) -> Iterator[str]:
    decisions = {_entry(record)["decision"] for record in act.records}
    if decisions != {act.scene.verdict.value}:
        yield f"it should be decided {act.scene.verdict.value}, the records say {', '.join(sorted(decisions)) or 'nothing'}"
    if bool(act.left) is (act.scene.verdict is Verdict.DENY):
        yield f"decided {act.scene.verdict.value}, and {len(act.left)} requests reached the stand-in"


def _recorded(act: Act) -> Iterator[str]:
    intents = {record["id"] for record in act.records if _entry(record)["kind"] == "intent"}
    if len(act.noted) != len(act.left):
        yield "a request reached the stand-in without a credential it issued"
    if not all(act.noted):
        yield "when a request reached the stand-in, its record could not be read yet"
    if len(intents) != len(act.left) or not set(filter(None, act.noted)) <= intents:
        yield f"{len(act.left)} requests reached the stand-in, {len(intents)} are recorded"


def _completed(act: Act) -> Iterator[str]:
    for record in act.records:
        ended = record["completion"]["entry"]["outcome"] if record["completion"] else "missing"
        if _entry(record)["kind"] == "intent" and ended != "success":
            yield f"the vendor did not take it: outcome {ended}"


def _kept(act: Act) -> Iterator[str]:
    for sent, left in zip(act.sent, act.left, strict=False):
        before, after = lines_of(sent), lines_of(left)
        for place in act.scene.kept:
            if place not in before or before[place] != after.get(place):
                yield f"the harmless field {place} did not survive"


ACT_CHECKS: Final[tuple[Callable[[Act], Iterable[str]], ...]] = (_ran, _leaked, _authorised, _decided, _recorded, _completed, _kept)
"""Asked of each call."""


def _control(evidence: Evidence) -> Iterator[str]:
    """A search that finds nothing proves nothing, unless it finds everything where nothing is in the way."""
    found = counted({id(got): got for act in evidence.acts for got in act.sent}.values())
    for name in [name for name, count in found.items() if not count]:
        yield f"the {name} was not found even without the gateway, so not finding it proves nothing"


def _log(evidence: Evidence) -> Iterator[str]:
    if not evidence.verification.ok:
        yield f"the log does not verify at entry {evidence.verification.bad_index}: {evidence.verification.fault}"
    if evidence.verification.open_intents:
        yield f"{evidence.verification.open_intents} transfers have no end in the log"


def _proofs(evidence: Evidence) -> Iterator[str]:
    """Every record stands in the log, and nothing else does."""
    root = evidence.verification.root.hex()
    for record in evidence.records:
        if not proven(record, root):
            yield f"the proof of transfer {record['id']} does not lead to the log's root"
    leaves = sum(1 + (record["completion"] is not None) for record in evidence.records)
    if leaves != evidence.verification.size or len(evidence.records) != sum(len(act.records) for act in evidence.acts):
        yield f"the calls have {leaves} entries, the log has {evidence.verification.size}"


def _silent(evidence: Evidence) -> Iterator[str]:
    """Neither the log files nor the records repeat what was kept back."""
    told = evidence.written + json.dumps(list(evidence.records))
    for name in sorted({hit.name for hit in hits(told)}):
        yield f"the {name} stands in the gateway's own log or records"
    outside = [evidence.written, *(got.everything.decode("utf-8", "replace") for act in evidence.acts for got in act.left)]
    if any(evidence.key in text for text in outside):
        yield "the caller's key stands in the log file, or reached a vendor"


CHECKS: Final[tuple[Callable[[Evidence], Iterable[str]], ...]] = (_control, _log, _proofs, _silent)
"""Asked of the whole."""


def _entry(record: Record) -> dict[str, Any]:
    entry: dict[str, Any] = record["opening"]["entry"]
    return entry


def found_by_name(evidence: Evidence) -> dict[str, tuple[int, int]]:
    """Planted value -> requests it was found in, without and through the gateway."""
    bare = counted({id(got): got for act in evidence.acts for got in act.sent}.values())
    through = counted(got for act in evidence.acts for got in act.left)
    return {each.name: (bare[each.name], through[each.name]) for each in PLANTED}
