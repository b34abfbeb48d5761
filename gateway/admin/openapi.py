"""The table of routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). Law: made from the table, never written by hand."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from gateway.admin.problem import MEDIA_TYPE
from gateway.admin.route import JSON, Guarded, Open, Parameter

_REF: Final = "#/components/schemas/{model}"
_PROBLEM: Final = {
    "description": "Refused (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "reason", "todo"],
                "properties": {
                    "type": {"type": "string", "format": "uri-reference"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "reason": {"type": "string", "description": "stable code"},
                    "todo": {"type": "string"},
                },
            }
        }
    },
}


def document(guarded: Iterable[Guarded], opened: Iterable[Open], version: str) -> dict[str, Any]:
    """Describe the interface.

    Args:
        guarded: routes for callers with a key.
        opened: routes for everybody.
        version: the gateway's.
    """
    guarded, opened = tuple(guarded), tuple(opened)
    paths: dict[str, dict[str, Any]] = {}
    for each in opened:
        paths.setdefault(each.path, {})["get"] = _open(each)
    for route in guarded:
        paths.setdefault(route.path, {})[route.method.lower()] = _guarded(route)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Integro gateway, admin interface", "version": version},
        "paths": paths,
        "components": {
            "schemas": _schemas(guarded, opened),
            "securitySchemes": {"caller_key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(guarded: tuple[Guarded, ...], opened: tuple[Open, ...]) -> dict[str, Any]:
    shapes: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    shapes += [(route.reads, "validation") for route in guarded if route.reads is not None]
    shapes += [(shape, "serialization") for shape in (each.answers for each in guarded) if shape is not None]
    shapes += [(shape, "serialization") for shape in (each.answers for each in opened) if shape is not None]
    _, definitions = models_json_schema(list(dict.fromkeys(shapes)), ref_template=_REF)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _open(route: Open) -> dict[str, Any]:
    return {
        "summary": route.summary,
        "operationId": route.handler.__name__,
        "responses": {"200": {"description": route.summary, "content": {route.media: {"schema": _schema(route.answers)}}}},
    }


def _guarded(route: Guarded) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": route.summary,
        "operationId": route.handler.__name__,
        "description": f"Role: {' or '.join(sorted(route.roles))}. Journalled as `{route.event}`.",
        "security": [{"caller_key": []}],
        "parameters": [_in_path(name) for name in re.findall(r"{(\w+)}", route.path)] + [_in_query(each) for each in route.query],
        "responses": {str(route.status): _answer(route), "default": _PROBLEM},
    }
    if route.reads is not None:
        described["requestBody"] = {"required": True, "content": {route.media: {"schema": _schema(route.reads)}}}
    return described


def _answer(route: Guarded) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if route.answers is not None:
        good["content"] = {JSON: {"schema": _schema(route.answers)}}
    return good


def _schema(shape: type[BaseModel] | None) -> dict[str, Any]:
    return {"type": "string"} if shape is None else {"$ref": _REF.format(model=shape.__name__)}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(parameter: Parameter) -> dict[str, Any]:
    kind = "integer" if parameter.number else "string"
    return {"name": parameter.name, "in": "query", "description": parameter.meaning, "schema": {"type": kind}}
