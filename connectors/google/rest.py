"""Google's REST conventions, the same for every API here. Law: one documented method is one operation; its upload twin is another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.google.samples import chunk_sample, related_sample, sample
from connectors.shapes import Shape, Shapes, expand, expand_named
from gateway.model.connector import Body, Operation
from gateway.model.field import SYSTEM, Field, required

EVERYWHERE: Final[Shape] = {
    "secret": "header.authorization header.x-goog-api-key query.key query.access_token query.oauth_token",
    "identifier": "query.quotaUser",
    "ip": "query.userIp query.userip",
    "system": (
        "header.x-goog-api-client header.x-goog-user-project header.x-goog-fieldmask header.x-goog-request-params header.x-allowed-locations"
        " header.x-goog-drive-resource-keys header.if-match header.if-none-match header.range header.cache-control header.mime-version"
        " query.alt query.fields query.prettyPrint query.callback query.uploadType query.upload_protocol query.'$.xgafv'"
        " query.pp query.strict query.trace"
    ),
    "text": "header.content-id",
}
"""Headers and system parameters every Google API takes (https://cloud.google.com/apis/docs/system-parameters).

The MIME headers are those of a call inside a batch. ``X-HTTP-Method-Override`` is missing on purpose: with it, the call judged would not be the call made.
"""

UPLOAD: Final[Shape] = {
    "system": "query.upload_id header.x-upload-content-type header.x-upload-content-length header.content-range",
}
"""What uploads add (https://developers.google.com/workspace/drive/api/guides/manage-uploads)."""

MEDIA: Final[Shape] = {
    "file": "body! body.media.body! body.media.body**",
    "system": (
        "body.metadata.header.content-type body.metadata.header.mime-version"
        " body.media.header.content-type body.media.header.mime-version body.media.header.content-id"
    ),
    "text": "body.media.header.content-disposition",
}
"""An uploaded file is an attachment of the ERP, whatever is in it: it needs an authorisation that says so."""

JSON: Final = Body(codec="json", content_types=("application/json",))
RELATED: Final = Body(codec="multipart_related", content_types=("multipart/related",))
RAW: Final = Body(codec="opaque", content_types=("*",))


@dataclass(frozen=True, slots=True)
class Method:
    """One row of a discovery document.

    Attributes:
        verb: HTTP method.
        path: template; its parameters are system identifiers unless ``fields`` says otherwise.
        request: shape of the body, empty where there is none.
        fields: query parameters, and path parameters that are more than an identifier.
        upload: template of the upload twin, empty where there is none.
    """

    verb: str
    path: str
    request: str = ""
    fields: Shape = field(default_factory=dict)
    upload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One Google API.

    Attributes:
        host: where it lives.
        reference: URL of its reference; resource and method are appended.
        answers: origin label of what it answers.
        methods, shapes: its tables.
    """

    host: str
    reference: str
    answers: str
    methods: Mapping[str, Method]
    shapes: Shapes


def operations(api: Api) -> Iterator[Operation]:
    """Every operation of an API, in the order of its table."""
    for name, method in api.methods.items():
        yield _call(api, name, method)
        if method.upload:
            yield _upload(api, name, method)
            if method.verb != "PUT":
                yield _chunk(api, name, method)


def system_fields(path: str) -> dict[str, Field]:
    """The parameters of a path template as identifiers the vendor requires."""
    names = (part.partition("}")[0] for part in path.split("{")[1:])
    return {f"path.{name}": required(SYSTEM) for name in names}


def expand_call(path: str, fields: Shape) -> dict[str, Field]:
    """Field map of a call without its body."""
    return system_fields(path) | _sections(EVERYWHERE) | _sections(fields)


def _sections(fields: Shape) -> dict[str, Field]:
    """Expand a shape whose names start with their section."""
    return {place.removeprefix("."): declared for place, declared in expand(fields, {}, "").items()}


def _call(api: Api, name: str, method: Method) -> Operation:
    return Operation(
        name=name,
        method=method.verb,
        path=method.path,
        hosts=(api.host,),
        fields=expand_call(method.path, method.fields) | (_body(api, method.request) if method.request else {}),
        bodies=(JSON,) if method.request else (),
        documentation=_reference(api, name),
        answers=api.answers,
        sample=sample(method.path, method.fields, method.request),
    )


def _body(api: Api, request: str) -> dict[str, Field]:
    """A body's fields. Of an object without any, only the body itself is declared, so that ``{}`` is no stranger."""
    return expand_named(request, api.shapes, "body") or {"body": SYSTEM}


def _upload(api: Api, name: str, method: Method) -> Operation:
    """The twin that takes a file: with its metadata (multipart), alone (media), or announced (resumable, metadata only)."""
    return Operation(
        name=f"{name}.upload",
        method=method.verb,
        path=method.upload,
        hosts=(api.host,),
        fields=expand_call(method.upload, method.fields)
        | _sections(UPLOAD)
        | expand_named(method.request, api.shapes, "body")
        | expand_named(method.request, api.shapes, "body.metadata.body")
        | _sections(MEDIA),
        bodies=(RELATED, JSON, RAW),
        documentation=_reference(api, name),
        answers=api.answers,
        sample=related_sample(method.upload, method.request),
    )


def _chunk(api: Api, name: str, method: Method) -> Operation:
    """The bytes of a resumable upload, whole or in ranges; the vendor's answer to the announcement named this URL."""
    return Operation(
        name=f"{name}.chunk",
        method="PUT",
        path=method.upload,
        hosts=(api.host,),
        fields=expand_call(method.upload, method.fields) | _sections(UPLOAD) | _sections(MEDIA),
        bodies=(RAW,),
        documentation=_reference(api, name),
        answers=api.answers,
        sample=chunk_sample(method.upload, method.request),
    )


def _reference(api: Api, name: str) -> str:
    resource, _, method = name.partition(".")[2].rpartition(".")
    return f"{api.reference}/{resource}/{method}"
