"""Words that may not leave, as the ERP sends them. Law: all lines of a request count or none; a fault names its line, never the words."""

import base64
import re
from collections.abc import AsyncIterator, Iterator
from typing import Final

import orjson
from aiohttp import web

from gateway.admin.answers import answer, empty, refuse_coded
from gateway.admin.bodies import ID_MAX, KINDS, TEXT_MAX, CountAnswer, KeyAnswer, ProvenanceLine, TermLine, TermsAnswer, parse
from gateway.admin.desk import Call
from gateway.admin.ndjson import numbered
from gateway.admin.route import Parameter
from gateway.detect.index.form import OWN
from gateway.model.errors import Refused
from gateway.registry.intake import Line

QUERY: Final = (
    Parameter(name="replace", meaning="all: every term that is not among the lines is forgotten"),
    Parameter(name="watermark", meaning="the ERP's count of its changes that this brings the registration to", number=True),
)
_WATERMARK: Final = re.compile(r"[0-9]{1,18}")
_MEMBERS: Final = frozenset({"id", "kind", "text"})


async def put_terms(call: Call) -> web.Response:
    """Register or replace terms. When the answer has arrived, the next call is scanned for them, whichever worker it meets."""
    refuse_coded(call)
    replace, watermark = _asked(call)
    count = await call.desk.registry.put_terms(call.tenant, _terms(call), replace=replace, watermark=watermark)
    return answer(CountAnswer(registered=count.registered, unsearchable=count.unsearchable))


async def put_provenance(call: Call) -> web.Response:
    """Register or replace texts that came from a vendor."""
    refuse_coded(call)
    count = await call.desk.registry.put_provenance(call.tenant, _provenance(call))
    return answer(CountAnswer(registered=count.registered, unsearchable=count.unsearchable))


async def get_terms(call: Call) -> web.Response:
    """Tell how many texts are registered, and how far the registration has come."""
    held = await call.desk.registry.registration(call.tenant)
    return answer(TermsAnswer.model_validate(held._asdict()))


async def get_key(call: Call) -> web.Response:
    """Hand out the key for blind registration."""
    keys = call.desk.registry.blinding_key(call.tenant)
    parts = (base64.b64encode(part).decode() for part in keys.secrets)
    return answer(KeyAnswer(key_id=keys.key_id, filter=next(parts), digest=next(parts)))


async def delete_term(call: Call) -> web.Response:
    """Forget a term."""
    if not await call.desk.registry.delete_term(call.tenant, call.request.match_info["id"]):
        raise Refused("not_found", "The tenant has no term of this id.")
    return empty()


async def delete_terms(call: Call) -> web.Response:
    """Forget every text of a tenant, terms and provenance."""
    await call.desk.registry.forget_texts(call.tenant)
    return empty()


def _asked(call: Call) -> tuple[bool, int | None]:
    asked = call.request.query
    if asked.get("replace", "all") != "all":
        raise Refused("bad_input", "replace: write replace=all, or leave it out.")
    watermark = asked.get("watermark")
    if watermark is not None and not _WATERMARK.fullmatch(watermark):
        raise Refused("bad_input", "watermark: write a whole number that grows with each change.")
    return "replace" in asked, None if watermark is None else int(watermark)


async def _terms(call: Call) -> AsyncIterator[Iterator[Line]]:
    async for lines in numbered(call.request.content):
        yield (_plain(raw) or _checked(number, raw) for number, raw in lines)


def _plain(raw: bytes) -> Line | None:
    """Read a line as nearly all are, in a fifth of the time; None leaves the judgement to ``_checked``."""
    try:
        row = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if type(row) is not dict or row.keys() != _MEMBERS:
        return None
    text_id, kind, text = row["id"], row["kind"], row["text"]
    if not (type(text_id) is type(text) is str and text_id.isprintable() and 0 < len(text_id) <= ID_MAX and 0 < len(text) <= TEXT_MAX):
        return None
    return Line(text_id, kind, OWN, text) if type(kind) is str and kind in KINDS else None


def _checked(number: int, raw: bytes) -> Line:
    line = parse(TermLine, raw, where=f"line {number}")
    return Line(line.id, line.kind, OWN, line.text or "", line.keys)


async def _provenance(call: Call) -> AsyncIterator[Iterator[Line]]:
    async for lines in numbered(call.request.content):
        yield (_learnt(number, raw) for number, raw in lines)


def _learnt(number: int, raw: bytes) -> Line:
    line = parse(ProvenanceLine, raw, where=f"line {number}")
    return Line(line.id, "", line.origin, line.text or "", line.keys)
