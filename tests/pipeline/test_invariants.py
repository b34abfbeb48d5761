"""What holds for every tree and every field map. Law: what classification counts, transformation passes; what is forbidden is not there."""

import json
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.detect.dictionary import DEFAULT
from gateway.model.category import Mode
from gateway.model.decision import Action, How, Span, Verdict
from gateway.model.facts import Facts
from gateway.model.field import FREE_TEXT, IDENTIFIER, SYSTEM, UNMAPPED, data, named, required
from gateway.pipeline import review
from gateway.pipeline.classify import classify, classify_again
from gateway.pipeline.fieldmap import compile_fields
from gateway.pipeline.plan import plan
from gateway.pipeline.rewrite import Rewriter
from gateway.pipeline.rulebook import Ground, build_rulebook
from gateway.pipeline.transform import transform
from gateway.pipeline.walk import DATA_KEY
from tests.pipeline.vendor import CONNECTOR, EMAILS, TERMS, PlainPolicy, call

FIELDS = st.sampled_from([FREE_TEXT, SYSTEM, IDENTIFIER, data("user.name"), data("integro.record"), required(FREE_TEXT)])
DENIED = {"integro.record": ("no-records",), "system.unmapped": ("no-strays",)}
SAID = {category: named(category) for category in ("integro.project", "integro.task")}
BARRED = frozenset({data("integro.record"), named("integro.project")})
NAMES = ("a", "b", "c")


@st.composite
def patterns(draw):
    steps = draw(st.lists(st.sampled_from([*NAMES, "[]", "{}"]), max_size=3))
    return ".".join(["s", *steps]).replace(".[]", "[]").replace(".{}", "{}") + draw(st.sampled_from(["", "", ".**"]))


@st.composite
def maps(draw):
    """A compiled field map with batch items somewhere, or nowhere."""
    fields = draw(st.dictionaries(patterns(), FIELDS, min_size=1, max_size=8))
    return compile_fields(
        fields, draw(st.sampled_from(["", "s[]", "s.a[]"])), BARRED, draw(st.sampled_from([None, FREE_TEXT, UNMAPPED])), SAID
    )


SCALARS = st.sampled_from(["text", "", 7, 4111111111111111, 4111111111111111.0, 0.5, None, True, b"\xff"])
KEYS = st.sampled_from([*NAMES, "k"])
VALUES = st.recursive(SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4), max_leaves=25)


def told_apart(value, numbers):
    """The same tree, with every text and every key that is in no field map its own."""
    match value:
        case dict():
            return {key if key in NAMES else f"k{next(numbers)}": told_apart(child, numbers) for key, child in value.items()}
        case list():
            return [told_apart(child, numbers) for child in value]
        case str():
            return f"v{next(numbers)}"
    return value


TREES = VALUES.map(lambda value: {"s": told_apart(value, count())})


def texts_in(value):
    match value:
        case dict():
            return [text for key, child in value.items() for text in (key, *texts_in(child))]
        case list():
            return [text for child in value for text in texts_in(child)]
        case str():
            return [value]
    return []


def values_in(tree):
    return [text for text in texts_in(tree) if text.startswith("v")]


def made(tree, root, steps):
    return transform(tree, root, classify(tree, root, DEFAULT), steps, DEFAULT, Rewriter(lambda value: b"%16d" % len(value), {}, set()))


@given(TREES, maps())
def test_transformation_passes_every_leaf_in_the_order_it_was_classified_in(tree, root):
    leaves = classify(tree, root, DEFAULT)
    steps = {number: (Action.REPORTED, [("c", "", str(number))], (), 0, FREE_TEXT, None) for number in range(len(leaves.fields))}
    told = made(tree, root, steps)
    assert [finding.detector for finding in told.findings] == [str(number) for number in range(len(leaves.fields))]
    assert told.tree == tree
    assert len(leaves.texts) == len(leaves.fields)


@given(TREES, maps())
def test_without_a_step_the_tree_stays_what_it_is(tree, root):
    assert made(tree, root, {})[:-1] == (tree, frozenset(), (), 0, False, False, frozenset())


@given(TREES, maps(), st.data())
def test_what_was_taken_over_whole_need_not_be_walked_twice(tree, root, chosen):
    leaves = classify(tree, root, DEFAULT)
    numbers = [number for number, text in enumerate(leaves.texts) if text]
    gone = chosen.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    left = made(tree, root, dict.fromkeys(gone, (Action.DROPPED, (), (), 0, FREE_TEXT, None)))
    afresh = classify(left.tree, root, DEFAULT)
    again = classify_again(left.tree, root, DEFAULT, leaves, left.kept)
    assert (again.fields, again.texts) == (afresh.fields, afresh.texts)


@given(TREES, maps(), st.data())
def test_what_has_to_go_is_gone_and_what_may_stay_stays(tree, root, chosen):
    leaves = classify(tree, root, DEFAULT)
    numbers = [number for number, text in enumerate(leaves.texts) if text and leaves.fields[number] is not DATA_KEY]
    gone = chosen.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    drop = (Action.DROPPED, [("c", "", "test")], (), 0, FREE_TEXT, None)
    left = made(tree, root, dict.fromkeys(gone, drop))
    assert not {leaves.texts[number] for number in gone} & set(texts_in(left.tree))
    if not left.dropped_items:  # an item may go as a whole
        unread = set(values_in(tree)) - set(leaves.texts)  # in what is one leaf, whatever it holds
        expected = [text for number, text in enumerate(leaves.texts) if text.startswith("v") and number not in gone]
        assert [text for text in values_in(left.tree) if text not in unread] == expected
    assert len(left.findings) == len(gone)


@given(TREES, maps(), st.data())
def test_a_key_that_has_to_go_takes_everything_under_it_along(tree, root, chosen):
    leaves = classify(tree, root, DEFAULT)
    keys = [number for number, field in enumerate(leaves.fields) if field is DATA_KEY and leaves.texts[number].startswith("k")]
    gone = chosen.draw(st.sets(st.sampled_from(keys))) if keys else set()
    left = made(tree, root, dict.fromkeys(gone, (Action.DROPPED, (), (), 0, FREE_TEXT, None)))
    assert not {leaves.texts[number] for number in gone} & set(texts_in(left.tree))
    assert set(texts_in(left.tree)) <= set(texts_in(tree))


@given(TREES, maps(), st.data())
def test_a_mask_leaves_nothing_of_what_it_stands_for(tree, root, chosen):
    leaves = classify(tree, root, DEFAULT)
    numbers = [number for number, text in enumerate(leaves.texts) if text.startswith("v")]
    masked = chosen.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    start = chosen.draw(st.integers(0, 9))  # where the leaf stood in the text that was read
    steps = {
        number: (Action.MASKED, (), [Span(start, start + len(leaves.texts[number]), "c", "", "test")], start, FREE_TEXT, None)
        for number in masked
    }
    left = made(tree, root, steps)
    assert values_in(left.tree) == [text for text in values_in(tree) if text not in {leaves.texts[number] for number in masked}]
    assert texts_in(left.tree).count("[c]") == len(masked)


@given(TREES, maps())
def test_what_leaves_holds_nothing_undeclared_and_nothing_barred(tree, root):
    leaves = classify(tree, root, DEFAULT)
    steps = plan(leaves, {}, Ground(root, DENIED, {UNMAPPED: How(Action.DROPPED)}, {}, frozenset({UNMAPPED})), {})
    left = classify(made(tree, root, steps).tree, root, DEFAULT)
    assert left.stopped == []
    assert not {UNMAPPED.category, "integro.record"} & {field.category for field in left.fields}


EVENTS = st.lists(
    st.dictionaries(
        st.sampled_from(["name", "id", "user", "email", "count", "lines", "tags", "extra", "locals", "mixed", "Apollo", "more"]),
        st.recursive(
            st.sampled_from(["fine", "Apollo", "the Apollo launch", "ann@corp.example", 4111111111111111, 1, None]),
            lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["x", "Apollo", "known"]), below, max_size=3),
            max_leaves=8,
        ),
        max_size=6,
    ),
    max_size=4,
)
FACTS = [
    Facts(
        tenant="acme", caller="erp", purpose="analytics", tenant_region="IE", mode=mode, enabled=True, consented=True,
        terms=TERMS, pseudonym_key=b"k" * 32,
    )
    for mode in Mode
]  # fmt: skip
BOOK = build_rulebook([CONNECTOR], decider=PlainPolicy(), scanners=(EMAILS,))


@settings(max_examples=300)
@given(EVENTS, st.sampled_from(FACTS))
def test_no_planted_text_leaves_whatever_the_call_looks_like(items, facts):
    judged = review(call(json.dumps({"events": items}).encode()), facts, BOOK)
    body = judged.outbound.body.decode() if judged.outbound else ""
    assert not any(planted in body for planted in ("Apollo", "ann@corp.example"))
    # Nothing but an item the vendor could not do without, or nothing at all being left, is a reason to stop such a call.
    assert judged.verdict is not Verdict.DENY or judged.reason in ("nothing_left", "required_field_forbidden")
