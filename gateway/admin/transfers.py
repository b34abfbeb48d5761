"""Records of transfers, for auditors. Law: a caller sees its tenants' records only, and nobody sees a value."""

from base64 import b64encode
from typing import Any, Final, TypedDict

from aiohttp import web

from gateway.admin.answers import answer
from gateway.admin.bodies import AnyAnswer, TransfersAnswer
from gateway.admin.desk import Call
from gateway.admin.route import Parameter
from gateway.audit import query
from gateway.audit.query import Leaf, Record
from gateway.model.decision import Verdict
from gateway.model.errors import Refused
from gateway.registry.snapshot import ANY

QUERY: Final = (
    Parameter(name="tenant", meaning="only this tenant's; a caller with exactly one need not name it"),
    Parameter(name="vendor", meaning="only to this connector"),
    Parameter(name="subject", meaning="only about this person, as the caller named them"),
    Parameter(name="decision", meaning="permit, redact or deny"),
    Parameter(name="since", meaning="UTC milliseconds, inclusive", number=True),
    Parameter(name="until", meaning="UTC milliseconds, exclusive", number=True),
    Parameter(name="limit", meaning=f"records a page, 1 to {query.PAGE_MOST}", number=True),
    Parameter(name="cursor", meaning="from the page before"),
)
_TEXTS: Final = frozenset(each.name for each in QUERY if not each.number)
_NUMBERS: Final = frozenset(each.name for each in QUERY if each.number)


class _Asked(TypedDict, total=False):
    """What ``audit.query.transfers`` is asked."""

    tenant: str
    vendor: str
    subject: str
    decision: str
    since: int
    until: int
    limit: int
    cursor: str


async def get_transfers(call: Call) -> web.Response:
    """List records, newest first."""
    page = await query.transfers(call.desk.pool, **_asked(call))
    return answer(TransfersAnswer(transfers=[_shown(each) for each in page.records], cursor=page.cursor))


async def get_transfer(call: Call) -> web.Response:
    """Show one record with the proofs that it stands in the log."""
    record = await query.transfer(call.desk.pool, call.request.match_info["id"])
    if record is None or not call.caller.holds(str(record.opening.entry["tenant"])):
        raise Refused("not_found")
    return answer(AnyAnswer.model_validate(_shown(record) | {"tree": {"size": record.size, "root": record.root.hex()}}))


def _asked(call: Call) -> _Asked:
    given = call.request.query
    if len(given) != len(set(given)) or not (_TEXTS | _NUMBERS).issuperset(given):
        raise Refused("bad_input", f"Ask with these, each at most once: {', '.join(each.name for each in QUERY)}.")
    asked = _Asked()
    for name, value in given.items():
        asked[name] = _number(name, value) if name in _NUMBERS else value  # type: ignore[literal-required]  # checked above
    if asked.get("decision", Verdict.DENY) not in frozenset(Verdict):
        raise Refused("bad_input", "decision: permit, redact or deny.")
    tenant = _tenant(call, asked.get("tenant"))
    return asked if tenant is None else {**asked, "tenant": tenant}


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > len(str(2**53)):
        raise Refused("bad_input", f"{name}: a whole number.")
    return int(value)


def _tenant(call: Call, asked: str | None) -> str | None:
    """Whose records: the tenant asked for, else the caller's only one; None is everybody's, for who holds every tenant."""
    if asked is not None:
        return call.held(asked).name
    if ANY in call.caller.tenants:
        return None
    if len(call.caller.tenants) != 1:
        raise Refused("tenant_missing", "tenant: name one; this caller holds several.")
    return next(iter(call.caller.tenants))


def _shown(record: Record) -> dict[str, Any]:
    entry = record.opening.entry
    return {
        "id": entry["transfer_id"],
        "at_ms": entry["at_ms"],
        "tenant": entry["tenant"],
        "vendor": entry["connector"],
        "operation": entry["operation"],
        "decision": entry["decision"],
        "log": record.origin,
        "opening": _leaf(record.opening),
        "completion": _leaf(record.completion) if record.completion else None,
    }


def _leaf(leaf: Leaf) -> dict[str, Any]:
    """A leaf with what it takes to check it: its bytes, their hash, and the proof where there is one."""
    return {
        "index": leaf.index,
        "entry": dict(leaf.entry),
        "bytes_b64": b64encode(leaf.raw).decode(),
        "hash": leaf.hash.hex(),
        "proof": [node.hex() for node in leaf.proof],
    }
