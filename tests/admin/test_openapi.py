"""The description of the interface: the table, no more and no less."""

from typing import Any

from gateway.admin.application import OPENED
from gateway.admin.openapi import document
from gateway.admin.routes import GUARDED

DESCRIBED = document(GUARDED, OPENED, "1.2.3")


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if "$ref" in node else set()
        return own.union(*(references(each) for each in node.values()))
    return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()


def test_every_row_is_described_with_its_role_and_event_and_nothing_else_is() -> None:
    rows = {(route.method.lower(), route.path): route for route in GUARDED}
    described = {(method, path) for path, methods in DESCRIBED["paths"].items() for method in methods}
    assert described == rows.keys() | {("get", each.path) for each in OPENED}
    for (method, path), route in rows.items():
        operation = DESCRIBED["paths"][path][method]
        assert operation["security"]
        assert route.event in operation["description"]
        assert all(role in operation["description"] for role in route.roles)
        assert [each["name"] for each in operation["parameters"] if each["in"] == "query"] == [each.name for each in route.query]


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for methods in DESCRIBED["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_every_reference_leads_somewhere() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    assert {each.removeprefix("#/components/schemas/") for each in references(DESCRIBED)} <= schemas.keys()


async def test_it_is_served(api: Any) -> None:
    response = await api.call("GET", "/openapi.json", key=None)
    assert (response.status, response.content_type) == (200, "application/json")
    told = await response.json()
    assert told["openapi"] == "3.1.1"
    assert told["paths"] == DESCRIBED["paths"]
