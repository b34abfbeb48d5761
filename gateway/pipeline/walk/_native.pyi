# The walk in C. Law: its answers are those of plain.py and build.py; the C is in the folder c.

from gateway.model.decision import Finding
from gateway.model.field import Field
from gateway.model.meaning import Names
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node
from gateway.pipeline.plan import Step
from gateway.pipeline.rewrite import Rewriter

def walk(
    tree: Tree, root: Node, names: Names, fields: list[Field], texts: list[str], kept: dict[int, tuple[int, int]], /
) -> tuple[list[Field], list[str], list[int], dict[int, int]]: ...
def build(
    tree: dict[str, Tree], root: Node, steps: list[tuple[int, Step]], ends: dict[int, int], names: Names, rewriter: Rewriter, /
) -> tuple[dict[str, Tree], set[str], list[Finding], int, bool, bool, dict[int, tuple[int, int]]]: ...
def numbers_in(fields: list[Field], wanted: frozenset[Field], /) -> list[int]: ...
def places_of(fields: list[Field], wanted: Field, /) -> bytes: ...
