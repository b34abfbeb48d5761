"""Words that may not leave, as the ERP sends them. Law: all lines of a request count or none; a fault names its line, never the words."""

from collections.abc import AsyncIterator
from typing import Self

from aiohttp import web

from gateway.admin.answers import answer, empty, refuse_coded
from gateway.admin.bodies import CountAnswer, ProvenanceLine, TermLine
from gateway.admin.desk import Call
from gateway.admin.ndjson import parsed
from gateway.detect.fold import fold
from gateway.detect.terms import OWN
from gateway.model.errors import Refused
from gateway.registry.shelf import Text


async def put_terms(call: Call) -> web.Response:
    """Register or replace terms. When the answer has arrived, the next call is scanned for them."""
    refuse_coded(call)
    texts = _Texts(Text(id=line.id, kind=line.kind, origin=OWN, text=line.text) async for line in parsed(call.request.content, TermLine))
    count = await call.desk.registry.put_terms(call.tenant, texts)
    return answer(CountAnswer(registered=count, unsearchable=texts.unsearchable))


async def put_provenance(call: Call) -> web.Response:
    """Register or replace texts that came from a vendor."""
    refuse_coded(call)
    lines = parsed(call.request.content, ProvenanceLine)
    texts = _Texts(Text(id=line.id, kind="", origin=line.origin, text=line.text) async for line in lines)
    count = await call.desk.registry.put_provenance(call.tenant, texts)
    return answer(CountAnswer(registered=count, unsearchable=texts.unsearchable))


async def delete_term(call: Call) -> web.Response:
    """Destroy a term."""
    if not await call.desk.registry.delete_term(call.tenant, call.request.match_info["id"]):
        raise Refused("not_found", "The tenant has no term of this id.")
    return empty()


class _Texts:
    """Passes texts on and counts those without a letter or digit."""

    def __init__(self, texts: AsyncIterator[Text]) -> None:
        self._texts = texts
        self.unsearchable = 0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Text:
        text = await anext(self._texts)
        self.unsearchable += not fold(text.text).split()
        return text
