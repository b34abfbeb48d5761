"""The review of one request, as a sequence of pure stages. Law: whatever goes wrong is a denial, and a denial is a value.

identify -> decode -> classify -> detect -> decide -> transform -> classify, detect and decide again -> encode
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from gateway.detect.dictionary_text import NamedValues
from gateway.model.decision import Action, Finding, Question, Review, Verdict
from gateway.model.errors import Refused, ScannerFailed
from gateway.model.facts import Facts
from gateway.model.meaning import Names
from gateway.model.request import Request, Tree
from gateway.pipeline.batch import review_batch
from gateway.pipeline.classify import Leaves, classify, classify_again
from gateway.pipeline.decide import DataKind, Denied, found_kinds, ground_of, kinds_of, opening_question, rule, settle
from gateway.pipeline.decode import Opened, accepted_codec, decode
from gateway.pipeline.detect import Detectors, Spans, meant, scan, scan_again
from gateway.pipeline.encode import encode
from gateway.pipeline.identify import Identified, identify
from gateway.pipeline.plan import plan
from gateway.pipeline.rewrite import Rewriter, as_made, strange
from gateway.pipeline.rulebook import Ground, Rulebook
from gateway.pipeline.transform import UNTOUCHED, Transformed, transform

_CATEGORY, _KIND = itemgetter(1), itemgetter(1, 2)
"""Of a finding: its category, and its category and origin."""

_REPORTED = Action.REPORTED


def review(request: Request, facts: Facts, rulebook: Rulebook) -> Review:
    """Decide what of a request may leave, and build exactly that.

    Args:
        request: the call as the caller made it.
        facts: what was known about it; fetched before, never looked up here.
        rulebook: connectors, policy and detectors.

    Returns:
        A review whose ``outbound`` may be sent once the record of it is durable; None in a denial.
    """
    return _review(request, facts, rulebook, inner=False)


def _review(request: Request, facts: Facts, rulebook: Rulebook, *, inner: bool) -> Review:
    operation = ""
    try:
        identified = identify(request, rulebook)
        operation = identified.compiled.operation.name
        return _judge(request, identified, facts, rulebook, inner=inner)
    except Refused as error:
        refusal = error
    except ScannerFailed:
        refusal = Refused("policy_unavailable", "A detector could not finish.")
    found = rulebook.find(request.host)
    return Review(
        verdict=Verdict.DENY,
        connector=found.compiled.connector.name if found else "",
        operation=operation,
        reason=refusal.reason,
        detail=refusal.detail,
        policies=refusal.policies,
    )


class _Case(NamedTuple):
    """All that stays the same while one request is judged."""

    request: Request
    identified: Identified
    opened: Opened
    opening: Question
    facts: Facts
    rulebook: Rulebook
    detectors: Detectors
    names: Names


def _judge(request: Request, identified: Identified, facts: Facts, rulebook: Rulebook, *, inner: bool) -> Review:
    operation = identified.compiled.operation
    opened = decode(request, operation, identified.params, rulebook.max_body_bytes)
    opening = opening_question(identified.found, facts, request.scheme)
    names = facts.names or rulebook.names
    detectors = Detectors(facts.terms, (*rulebook.scanners, NamedValues(names)))
    judged = _judge_tree(_Case(request, identified, opened, opening, facts, rulebook, detectors, names))
    if opened.batch and judged.outbound is not None:
        if inner:
            raise Refused("body_undecodable", "A batch may not hold another batch.")
        codec = accepted_codec(request, operation)
        batch = review_batch(judged.outbound, opened.batch, codec, lambda part: _review(part, facts, rulebook, inner=True))
        judged = _both(judged, batch)
    return judged


def _judge_tree(case: _Case) -> Review:
    decider, compiled = case.rulebook.decider, case.identified.found.compiled
    ground = ground_of(case.identified.compiled.operation, case.opening, compiled.connector.family, case.rulebook)
    leaves = classify(case.opened.tree, ground.root, case.names)
    spans = meant(scan(leaves.texts, leaves.fields, case.detectors), leaves.fields, leaves.texts)
    denied = rule(found_kinds(spans), case.opening, decider)
    steps = plan(leaves, spans, ground, denied)
    if not steps:
        kinds = kinds_of(leaves.fields, spans)
        return _conclude(case, Verdict.PERMIT, settle(kinds, case.opening, decider), kinds, case.request)
    rewriter = Rewriter(_digests(case.facts, case.opening.connector), ground.inline, set())
    made = transform(case.opened.tree, ground.root, leaves, steps, case.names, rewriter)
    stoppers = _stoppers(made.findings, ground, denied)
    if reason := _missing(case.opened, made):
        return _conclude(case, Verdict.DENY, stoppers, made=made, reason=reason)
    leaving = _look_again(case, ground, made, leaves, spans)
    policies = (*stoppers, *settle(leaving, case.opening, decider))
    outbound = encode(case.request, case.identified, case.opened, made)
    return _conclude(case, Verdict.REDACT if made.changed else Verdict.PERMIT, policies, leaving, outbound, made)


def _stoppers(findings: Iterable[Finding], ground: Ground, denied: Denied) -> tuple[str, ...]:
    """The policies that held something of this request back."""
    kinds = dict.fromkeys(map(_KIND, findings))
    return tuple(policy for kind in kinds for policy in denied.get(kind, ground.denied.get(kind[0], ())))


def _look_again(case: _Case, ground: Ground, made: Transformed, before: Leaves, found: Spans) -> set[DataKind]:
    """What is really in the outbound tree: the second decision is about this, not about what the first one meant to leave."""
    left = classify_again(made.tree, ground.root, case.names, before, made.kept)
    clean = set(before.texts)
    clean.difference_update([before.texts[number] for number in found])
    clean |= made.made
    masked = set(map(_CATEGORY, made.findings))
    spans = meant(scan_again(left.texts, left.fields, case.detectors, clean, masked), left.fields, left.texts)
    if spans and made.made:
        spans = strange(spans, left.texts, masked, made.made)
    return kinds_of(left.fields if ground.acted.isdisjoint(left.fields) else as_made(left, ground.marked, made.made), spans)


def _missing(opened: Opened, outbound: Transformed) -> str:
    """Say why the vendor could not do anything with what is left: a reason code, empty where it can."""
    if outbound.lost or _names(outbound.tree, "path") != _names(opened.tree, "path"):
        return "required_field_forbidden"
    if outbound.emptied or ("body" in opened.tree and "body" not in outbound.tree):
        return "nothing_left"
    return ""


def _names(tree: dict[str, Tree], section: str) -> set[str]:
    names = tree.get(section)
    return set(names) if isinstance(names, dict) else set()


def _digests(facts: Facts, connector: str) -> Callable[[str], bytes]:
    """Pseudonyms are stable per tenant and destination, so that two vendors can not join their data on them."""
    person = connector.encode()[:16]
    return lambda value: blake2b(value.encode(), key=facts.pseudonym_key, person=person, digest_size=16).digest()


def _conclude(  # noqa: PLR0913, PLR0917 - all that a review says
    case: _Case,
    verdict: Verdict,
    policies: Iterable[str],
    leaving: Iterable[DataKind] = (),
    outbound: Request | None = None,
    made: Transformed = UNTOUCHED,
    reason: str = "",
) -> Review:
    """What was found is told of a denial, too: the record of it says what was stopped."""
    operation = case.identified.compiled.operation
    return Review(
        verdict=verdict,
        connector=case.opening.connector,
        operation=operation.name,
        reason=reason,
        policies=tuple(dict.fromkeys(policies)),
        outbound=outbound,
        findings=made.findings,
        leaving=frozenset([category for category, _ in leaving]),
        stopped=frozenset([category for _, category, _, _, action in made.findings if action is not _REPORTED]),
        origins=frozenset([origin for _, origin in leaving if origin]),
        dropped_items=made.dropped_items,
        answers=operation.answers,
    )


def _both(outer: Review, inner: Review) -> Review:
    """The batch around the calls, and the calls in it. Of a denied batch nothing leaves, so nothing is said to."""
    joined = inner._replace(
        connector=outer.connector,
        operation=outer.operation,
        policies=tuple(dict.fromkeys((*outer.policies, *inner.policies))),
        findings=(*outer.findings, *inner.findings),
        stopped=outer.stopped | inner.stopped,
        answers=inner.answers or outer.answers,
    )
    if inner.outbound is None:
        return joined
    return joined._replace(
        verdict=Verdict.PERMIT if outer.verdict is inner.verdict is Verdict.PERMIT else Verdict.REDACT,
        leaving=outer.leaving | inner.leaving,
        origins=outer.origins | inner.origins,
    )
