"""What a route of the admin interface declares. Law: no route without a role, an event and shapes; a public one says so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from aiohttp import web
from pydantic import BaseModel

from gateway.admin.desk import Call, Desk
from gateway.registry.snapshot import Role

NDJSON: Final = "application/x-ndjson"
JSON: Final = "application/json"
HTML: Final = "text/html"
TEXT: Final = "text/plain"

Handler: TypeAlias = Callable[[Call], Awaitable[web.StreamResponse]]
OpenHandler: TypeAlias = Callable[[Desk], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter: its name, what it is for, and whether it is a whole number."""

    name: str
    meaning: str
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A route for callers with a key.

    Attributes:
        method, path: ``{t}`` in the path is a tenant, and the caller must hold it.
        roles: a caller needs one of them.
        event: what the journal calls it.
        summary: one line for people.
        handler: see Handler.
        status: of a good answer.
        reads: shape of the request body, or of one of its lines; None where there is none.
        answers: shape of the answer; None where there is no body.
        media: media type of the request body.
        query: query parameters.
        creates: the tenant in the path need not exist yet.
    """

    method: str
    path: str
    roles: frozenset[Role]
    event: str
    summary: str
    handler: Handler
    status: int = 200
    reads: type[BaseModel] | None = None
    answers: type[BaseModel] | None = None
    media: str = JSON
    query: tuple[Parameter, ...] = ()
    creates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A route for whoever reaches the listener: the gateway's own state, and nothing of any tenant. It is not journalled.

    Attributes:
        path: read with GET.
        summary: one line for people.
        handler: see OpenHandler.
        answers: shape of a JSON answer.
        media: media type of the answer.
    """

    path: str
    summary: str
    handler: OpenHandler
    answers: type[BaseModel] | None = None
    media: str = JSON
