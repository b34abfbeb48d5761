"""Everything a review goes by that does not change from call to call. Law: a new rulebook is built, an old one is never altered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.detect.dictionary import DEFAULT
from gateway.model.connector import Connector, Operation
from gateway.model.decision import Actions, Decider, How, Question, Scanner
from gateway.model.field import FRAMING, SYSTEM, Field
from gateway.model.meaning import Names
from gateway.pipeline.fieldmap import Node
from gateway.policy.actions import PLAIN

COMMON_HEADERS: Mapping[str, Field] = {
    f"header.{name}": SYSTEM
    for name in (
        "accept",
        "accept-encoding",
        "accept-language",
        "content-encoding",
        "dnt",
        "sec-gpc",
        "user-agent",
    )
} | {"header.content-type": FRAMING}
"""Headers every vendor gets. ``Sec-GPC`` must not be removed by an intermediary (W3C Global Privacy Control, section 3)."""

_PLACEHOLDER = re.compile(r"\{(\w+)(\.\.\.)?\}")


class CompiledOperation(NamedTuple):
    """An operation and its path as a regular expression over decoded segments."""

    operation: Operation
    pattern: re.Pattern[str]
    params: tuple[str, ...]


class CompiledConnector(NamedTuple):
    """A connector and its operations.

    Attributes:
        connector: the declaration.
        operations: by method, the most literal path first.
        literal: by method and path, those whose path has no parameter: most calls are found here.
    """

    connector: Connector
    operations: Mapping[str, tuple[CompiledOperation, ...]]
    literal: Mapping[tuple[str, str], CompiledOperation]


class Found(NamedTuple):
    """A known vendor host: which connector, and the country the host processes in."""

    compiled: CompiledConnector
    region: str


class Ground(NamedTuple):
    """What holds for every call that asks the same opening question about the same operation.

    Attributes:
        root: the operation's fields as a trie, cut off at what may not leave anyway.
        denied: declared categories that may not leave -> ids of the policies that say so.
        marked: fields that are acted on wherever they stand, with what becomes of them: identifiers of such categories, which leave as
            pseudonyms, addresses that leave as networks, and in mode observe what nobody declared.
        inline: what becomes of pieces of texts, by category, where that is no mask.
        acted: the fields of ``marked``: to ask a set whether any of them is there is faster.
    """

    root: Node
    denied: Mapping[str, tuple[str, ...]]
    marked: Mapping[Field, How]
    inline: Mapping[str, How]
    acted: frozenset[Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """See the module.

    Attributes:
        exact: host -> what was found.
        suffixes: ``ingest.sentry.io`` -> what was found for ``*.ingest.sentry.io``.
        decider: the policy.
        scanners: detectors that are the same for every tenant.
        max_body_bytes: limit on a body after decoding.
        actions: what becomes of data the policy does not let go as it is.
        names: the data dictionary of tenants that have none of their own.
        ground: what the policy says about an operation's declared categories, by operation and opening question (see ``decide``).
    """

    exact: Mapping[str, Found]
    suffixes: Mapping[str, Found]
    decider: Decider
    scanners: tuple[Scanner, ...]
    max_body_bytes: int
    actions: Actions
    names: Names
    ground: dict[tuple[str, Question], "Ground"] = field(default_factory=dict, repr=False, compare=False)

    def find(self, host: str) -> Found | None:
        """Look a lower-case host up, by its whole name or by a declared ``*.`` suffix; None where no connector claims it."""
        found = self.exact.get(host)
        while found is None and "." in host:
            host = host.partition(".")[2]
            found = self.suffixes.get(host)
        return found


def build_rulebook(  # noqa: PLR0913 - all by name
    connectors: Iterable[Connector],
    *,
    decider: Decider,
    scanners: Iterable[Scanner],
    max_body_bytes: int = 10 * 1024 * 1024,
    actions: Actions = PLAIN,
    names: Names = DEFAULT,
) -> Rulebook:
    """Compile connectors.

    Raises:
        ValueError: a pattern or a path template can not be read, or two connectors claim one host.
    """
    exact: dict[str, Found] = {}
    suffixes: dict[str, Found] = {}
    for connector in connectors:
        operations = _by_method(connector.operations)
        literal = {(method, row.operation.path): row for method, rows in operations.items() for row in rows if _is_literal(row)}
        compiled = CompiledConnector(connector, operations, literal)
        for host, region in connector.hosts.items():
            table, name = (suffixes, host[2:]) if host.startswith("*.") else (exact, host)
            if name in table:
                message = f"{host} is claimed by {table[name].compiled.connector.name} and {connector.name}"
                raise ValueError(message)
            table[name] = Found(compiled, region)
    return Rulebook(
        exact=exact,
        suffixes=suffixes,
        decider=decider,
        scanners=tuple(scanners),
        max_body_bytes=max_body_bytes,
        actions=actions,
        names=names,
    )


def _is_literal(compiled: CompiledOperation) -> bool:
    return not compiled.params and not compiled.operation.hosts


def _by_method(operations: Iterable[Operation]) -> dict[str, tuple[CompiledOperation, ...]]:
    table: dict[str, list[CompiledOperation]] = {}
    for operation in operations:
        table.setdefault(operation.method, []).append(_compile(operation))
    return {method: tuple(sorted(rows, key=_literal_first)) for method, rows in table.items()}


def _compile(operation: Operation) -> CompiledOperation:
    expression, params, at = "", [], 0
    for hole in _PLACEHOLDER.finditer(operation.path):
        expression += re.escape(operation.path[at : hole.start()]) + ("(.+)" if hole[2] else "([^/]+)")
        params.append(hole[1])
        at = hole.end()
    expression += re.escape(operation.path[at:].rstrip("/"))
    return CompiledOperation(operation, re.compile(expression), tuple(params))


def _literal_first(compiled: CompiledOperation) -> tuple[int, int]:
    path = compiled.operation.path
    return (-len(_PLACEHOLDER.sub("", path)), len(compiled.params))
