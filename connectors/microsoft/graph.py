"""Microsoft Graph's conventions, the same for every resource here. Law: one documented call below one root is one operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.microsoft.samples import sample
from connectors.shapes import Shape, Shapes, expand, expand_named
from gateway.model.connector import Body, Operation
from gateway.model.field import SYSTEM, Field, required

HOST: Final = "graph.microsoft.com"

EVERYWHERE: Final[Shape] = {
    "secret": "header.authorization",
    "identifier": "header.x-anchormailbox",
    "system": (
        "header.client-request-id header.return-client-request-id header.sdkversion header.hostos header.runtimeenvironment header.prefer"
        " header.consistencylevel header.if-match header.if-none-match header.range header.cache-control header.retry-attempt"
        " header.x-ms-client-request-id header.x-ms-throttle-priority"
        " query.$select query.$expand query.$orderby query.$top query.$skip query.$count query.$format query.$skiptoken query.$deltatoken"
    ),
    "text": "query.$filter query.$search",
}
"""Headers of the SDKs and OData query parameters (https://learn.microsoft.com/graph/query-parameters).

``X-HTTP-Method-Override`` is missing on purpose: with it, the call judged would not be the call made.
"""

ANNOTATIONS: Final = " '@odata.type' '@odata.id' '@odata.etag' '@odata.context'"
"""Any Graph object may say its type; clients send the other three back as they got them."""

JSON: Final = Body(codec="json", content_types=("application/json",))
RAW: Final = Body(codec="opaque", content_types=("*",))

TEXT_PARAMETERS: Final = frozenset({"item", "file_path", "site_path", "q"})
"""Path parameters people write. msgraph-sdk names a file by its path in the place of an item's id (``root%3A%2Fplan.pdf%3A``)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One documented call.

    Attributes:
        verb: HTTP method.
        path: template below a root.
        page: name of its reference page.
        request: shape of the JSON body, empty where there is none, ``*`` for a file's bytes.
        fields: query parameters beyond OData's own.
    """

    verb: str
    path: str
    page: str
    request: str = ""
    fields: Shape = field(default_factory=dict)


def operations(roots: Mapping[str, str], calls: Mapping[str, Call], shapes: Shapes) -> Iterator[Operation]:
    """Every call below every root. An operation's name is the root's and the call's."""
    typed = {name: {**shape, "system": shape.get("system", "") + ANNOTATIONS} for name, shape in shapes.items()}
    for root, prefix in roots.items():
        for name, call in calls.items():
            yield _operation(f"{root}.{name}", f"/v1.0{prefix}{call.path}", call, typed)


def call_fields(path: str, fields: Shape) -> dict[str, Field]:
    """Field map of a call without its body."""
    names = [part.partition("}")[0].removesuffix("...") for part in path.split("{")[1:]]
    text = " ".join(f"path.{name}!" for name in names if name in TEXT_PARAMETERS)
    return {f"path.{name}": required(SYSTEM) for name in names} | _sections({"text": text}) | _sections(EVERYWHERE) | _sections(fields)


def _sections(fields: Shape) -> dict[str, Field]:
    """Expand a shape whose names start with their section."""
    return {place.removeprefix("."): declared for place, declared in expand(fields, {}, "").items()}


def _operation(name: str, path: str, call: Call, shapes: Shapes) -> Operation:
    return Operation(
        name=name,
        method=call.verb,
        path=path,
        hosts=(HOST,),
        fields=call_fields(path, call.fields) | _body_fields(call.request, shapes),
        bodies={"": (), "*": (RAW,)}.get(call.request, (JSON,)),
        documentation=f"https://learn.microsoft.com/graph/api/{call.page}",
        answers="msgraph",
        sample=sample(path, call.fields, call.request),
    )


def _body_fields(request: str, shapes: Shapes) -> dict[str, Field]:
    """A file is an attachment of the ERP, whatever is in it; everything else is JSON of a named shape."""
    if request == "*":
        return _sections({"file": "body!"})
    return expand_named(request, shapes, "body") if request else {}
