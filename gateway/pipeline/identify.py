"""Which documented operation of which vendor is this? Law: an undocumented host or path is refused, never guessed."""

from typing import NamedTuple
from urllib.parse import unquote

from gateway.model.errors import Refused
from gateway.model.request import Request
from gateway.pipeline.rulebook import CompiledConnector, CompiledOperation, Found, Rulebook

_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
"""Headers that make a vendor do another operation than the one that was judged."""

_SLASH_IN_SEGMENT = "\x00"
"""Stands for ``%2F`` inside a segment while paths are matched, so that it never counts as a separator."""


class Identified(NamedTuple):
    """The operation and the decoded values of its path parameters."""

    found: Found
    compiled: CompiledOperation
    params: dict[str, str]


def identify(request: Request, rulebook: Rulebook) -> Identified:
    """Find the operation.

    Empty path segments are skipped for matching (msgraph-sdk sends ``/v1.0//me``); each segment is percent-decoded once.

    Raises:
        Refused: ``host_unknown``, ``port_refused``, ``operation_unknown`` or ``malformed_request``.
    """
    found = rulebook.find(request.host)
    if found is None:
        raise Refused("host_unknown")
    if request.port not in found.compiled.connector.ports and request.scheme == "https":
        raise Refused("port_refused")
    if any(name.lower() in _OVERRIDES for name, _ in request.headers):
        raise Refused("operation_unknown", "A method override is not accepted; send the method itself.")
    plain = found.compiled.literal.get((request.method, request.path))
    if plain is not None:
        return Identified(found, plain, {})
    path = _decoded(request.path)
    for compiled in found.compiled.operations.get(request.method, ()):
        match = compiled.pattern.fullmatch(path)
        if match and _lives_on(compiled, request.host):
            values = (value.replace(_SLASH_IN_SEGMENT, "/") for value in match.groups())
            return Identified(found, compiled, dict(zip(compiled.params, values, strict=True)))
    raise Refused("operation_unknown", f"{found.compiled.connector.name} has no operation for this {_method(request, found.compiled)} path")


def _decoded(path: str) -> str:
    try:
        segments = [unquote(segment, errors="strict") for segment in path.split("/") if segment]
    except UnicodeDecodeError as error:
        raise Refused("malformed_request", "The path is not UTF-8 once decoded.") from error
    if any(segment in {".", ".."} or not segment.isprintable() for segment in segments):
        raise Refused("malformed_request", "The path has dot segments or control characters.")
    return "/" + "/".join(segment.replace("/", _SLASH_IN_SEGMENT) for segment in segments)


def _lives_on(compiled: CompiledOperation, host: str) -> bool:
    hosts = compiled.operation.hosts
    return not hosts or host in hosts


def _method(request: Request, compiled: CompiledConnector) -> str:
    """The method, unless the caller made it up: an answer repeats nothing that could be data."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} | set(compiled.operations)
    return request.method if request.method in known else "unknown-method"
