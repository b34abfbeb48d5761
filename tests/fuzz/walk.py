"""The walk under random trees and field maps: the one in C finds what the one in Python finds, also in a tree that was walked before."""

from collections.abc import Mapping, Sequence
from random import Random
from types import ModuleType
from typing import Any, Final

import pytest

from gateway.codecs.json_text import Numeral
from gateway.detect.dictionary import CATEGORIES, Dictionary
from gateway.model.decision import Action, Coarser, Finding, Span
from gateway.model.field import FRAMING, FREE_TEXT, IDENTIFIER, SYSTEM, UNMAPPED, Field, data, named, required
from gateway.pipeline import build
from gateway.pipeline.fieldmap import Node, compile_fields
from gateway.pipeline.walk import DATA_KEY, NATIVE, plain

FIELDS: Final = (FREE_TEXT, SYSTEM, IDENTIFIER, FRAMING, data("user.name"), data("integro.record"), required(FREE_TEXT))
SAID: Final = {category: named(category) for category in CATEGORIES}
BARRED: Final = frozenset({data("integro.record"), named("integro.project")})

NAMES: Final = ("a", "b", "c", "value", "key", "name")
KEYS: Final = (*NAMES, "project_name", "task", "customer", "file", "title", "count", "status", "id", "amount", "", "x" * 80, "東京")

BOUND: Final = 10**9
SCALARS: Final = (
    *("text", "", "project", "task_id", None, True, False, b"", b"\xff", 7, -7, 0.5, Numeral("4111111111111111.0"), Numeral("1")),
    *(BOUND - 1, BOUND, 1 - BOUND, -BOUND, 10**30, -(10**30), 1e9, -1e9, 999999999.5, float("nan"), float("inf"), float("-inf")),
)


def walk(inputs: bytes) -> None:
    """Hold the walk of this process against the plain one."""
    random = Random(inputs)  # noqa: S311 - nothing here is secret
    agree(native(), random)
    agree_on_building(builder(), random)


def native() -> ModuleType:
    """The walk that must equal the plain one; that one itself where there is no other."""
    if not NATIVE:
        return plain
    from gateway.pipeline.walk import _native  # noqa: PLC0415 - not there where it was not built

    return _native


def builder() -> ModuleType:
    """What builds outbound trees, likewise."""
    return native() if NATIVE else build


def agree(other: ModuleType, random: Random) -> None:
    """Hold one walk against the plain one over one tree, and over another that has parts of it."""
    root, names = some_map(random), Dictionary()
    if random.random() < 0.5:
        for key in KEYS:
            names.meaning(key)
    tree = {name: some_tree(random, 4) for name in NAMES} if random.random() < 0.9 else some_tree(random, 4)
    found = other.walk(tree, root, names, [], [], {})
    assert found == plain.walk(tree, root, names, [], [], {})
    fields, texts, _, ends = found
    kept = {
        id(part): sorted((random.randrange(len(fields) + 1), end)) for part in parts_of(tree) if (end := ends.get(id(part))) is not None
    }
    kept = {key: tuple(span) for key, span in kept.items() if random.random() < 0.5}
    again = {**(tree if type(tree) is dict else {}), random.choice(NAMES): [tree], "project": tree}
    assert other.walk(again, root, names, fields, texts, kept) == plain.walk(again, root, names, fields, texts, kept)
    wanted = frozenset(random.sample(FIELDS, 3))
    assert other.numbers_in(fields, wanted) == plain.numbers_in(fields, wanted)
    assert other.places_of(fields, DATA_KEY) == plain.places_of(fields, DATA_KEY)


def agree_on_building(other: ModuleType, random: Random) -> None:
    """Hold one building of an outbound tree against the plain one."""
    root, names = some_map(random), Dictionary()
    tree = {name: some_tree(random, 4) for name in NAMES}
    fields, texts, _, ends = plain.walk(tree, root, names, [], [], {})
    share = random.choice((0.05, 0.3, 0.9))
    steps = [(number, some_step(random, fields[number])) for number in range(len(texts)) if random.random() < share]
    one, two = Rewriting(), Rewriting()
    built = other.build(tree, root, steps, ends, names, one)
    expected = build.build(tree, root, steps, ends, names, two)
    assert repr(built) == repr(expected)  # a value that is not a number does not equal itself
    assert one.asked == two.asked
    assert [type(finding) for finding in built[2]] == [Finding] * len(built[2])


class Rewriting:
    """Rewrites to something, and to nothing at times; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def text(self, text: str, spans: Sequence[Span], start: int, field: Field) -> tuple[str | None, Mapping[str, Action]]:
        """Longer texts, and nothing for empty ones."""
        self.asked.append((text, spans, start, field))
        return f"[{text}]" if text else None, {"user.name": Action.GENERALISED} if start else {}

    def value(self, value: object, action: Action, by: Coarser | None, field: Field) -> object:
        """A text for texts, nothing for the rest."""
        self.asked.append((str(value), action, by, field))
        return "made" if type(value) is str else None


def some_step(random: Random, field: Field) -> tuple[Action, list[tuple[str, str, str]], tuple[()], int, Field, Coarser | None]:
    """What may be done to a leaf."""
    kinds = [(random.choice(("user.name", "integro.task")), random.choice(("", "o")), "test") for _ in range(random.randrange(3))]
    return random.choice(tuple(Action)), kinds, (), random.randrange(2), field, random.choice((None, Coarser.DAY))


class Failing:
    """A dictionary that can not be read."""

    known: Final[dict[str, None]] = {}

    def meaning(self, key: str) -> None:
        """No answer."""
        raise LookupError(key)


def misused(other: ModuleType) -> None:
    """What can not be walked is an exception that comes through."""
    root, names, nested = compile_fields({"a.**": FREE_TEXT}, said=SAID), Dictionary(), []
    for _ in range(5_000):
        nested = [nested]
    wrong = Node(names={"a": FREE_TEXT}, item=FREE_TEXT, key=FREE_TEXT)  # type: ignore[dict-item,arg-type]  # no nodes
    for error, tree, node, meanings in (
        (RecursionError, {"a": nested}, root, names),
        (LookupError, {"a": {"b": "c"}}, root, Failing()),
        (LookupError, {"a": [["b", "c"]]}, root, Failing()),
        ((TypeError, AttributeError), {"a": 1}, wrong, names),
        ((TypeError, AttributeError), {"b": 1}, wrong, names),
        ((TypeError, AttributeError), [1], wrong, names),
        ((TypeError, AttributeError), {}, None, names),
    ):
        with pytest.raises(error):
            other.walk(tree, node, meanings, [], [], {})


def parts_of(value: Any) -> list[Any]:
    """All maps and lists of a tree."""
    below = value.values() if type(value) is dict else value if type(value) is list else ()
    return [value, *(part for child in below for part in parts_of(child))] if type(value) in {dict, list} else []


def some_tree(random: Random, depth: int) -> Any:
    """A tree of keys that say something, or nothing, and of values of every kind."""
    shape = random.random() if depth else 1.0
    if shape < 0.45:
        return {random.choice(KEYS): some_tree(random, depth - 1) for _ in range(random.randrange(6))}
    if shape < 0.6:
        return [some_tree(random, depth - 1) for _ in range(random.randrange(4))]
    if shape < 0.7:
        return [[random.choice(KEYS), some_tree(random, depth - 1)] for _ in range(random.randrange(1, 3))]
    return random.choice(SCALARS)


def some_map(random: Random) -> Node:
    """A compiled field map."""
    fields = {some_pattern(random): some_field(random) for _ in range(random.randrange(1, 9))}
    return compile_fields(
        fields,
        random.choice(("", "a[]", "b.a[]", "c[][]")),
        BARRED,
        random.choice((None, None, FREE_TEXT, UNMAPPED)),
        random.choice((None, SAID, SAID)),
    )


def some_field(random: Random) -> Field:
    """Free text more often than others: its keys speak."""
    return random.choice((FREE_TEXT, data("integro.record"), *FIELDS))


def some_pattern(random: Random) -> str:
    """Some steps from the root down."""
    steps = [random.choice((*NAMES, "[]", "{}", "{}")) for _ in range(random.randrange(4))]
    return ".".join([random.choice(NAMES), *steps]).replace(".[]", "[]") + random.choice(("", "", ".**"))
