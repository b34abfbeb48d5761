"""Terms and provenance over the admin interface: streamed, all lines or none, effective when the answer arrives."""

import json
from collections.abc import AsyncIterator
from typing import Any

from gateway.admin import ndjson

TERMS = "/v1/tenants/acme/terms"


def lines(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


async def found(api: Any, text: str) -> set[tuple[str, str, str]]:
    scanner = await api.registry.scanner("acme")
    return {(text[span.start : span.end], span.category, span.origin) for span in scanner.scan(text)}


async def test_terms_are_effective_when_the_answer_arrives(api: Any) -> None:
    body = lines({"id": "1", "kind": "project", "text": "Grey Falcon"}, {"id": "2", "kind": "task", "text": "Buy Écrin"})
    response = await api.call("PUT", TERMS, key="admin", data=body)
    assert (response.status, await response.json()) == (200, {"registered": 2, "unsearchable": 0})
    assert await found(api, "the grey falcon wants to buy ecrin") == {
        ("grey falcon", "integro.project", "integro"),
        ("buy ecrin", "integro.task", "integro"),
    }


async def test_a_term_is_deleted_once(api: Any) -> None:
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "a/b c", "kind": "project", "text": "Grey Falcon"}))
    assert (await api.call("DELETE", f"{TERMS}/a%2Fb%20c", key="admin")).status == 204
    assert await found(api, "grey falcon") == set()
    assert (await api.call("DELETE", f"{TERMS}/a%2Fb%20c", key="admin")).status == 404


async def test_provenance_keeps_its_origin(api: Any) -> None:
    body = lines({"id": "m1", "origin": "google.restricted", "text": "Quarterly dinner with Ada"})
    assert (await api.call("PUT", "/v1/tenants/acme/provenance", key="admin", data=body)).status == 200
    assert {origin for _, _, origin in await found(api, "quarterly dinner with ada")} == {"google.restricted"}


async def test_text_without_letters_is_counted_as_unsearchable(api: Any) -> None:
    body = lines({"id": "1", "kind": "task", "text": "!!!"}, {"id": "2", "kind": "task", "text": "Grey Falcon"})
    assert await (await api.call("PUT", TERMS, key="admin", data=body)).json() == {"registered": 2, "unsearchable": 1}


FAULTY = [
    ('{"id": "2", "kind": "task"}', "text_or_keys"),
    ('{"id": "2", "kind": "task", "text": "x", "keys": "AAAA"}', "text_or_keys"),
    ('{"id": "2", "kind": "task", "keys": "Planted!"}', "keys (base64_decode)"),
    ('{"id": "2", "kind": "task", "text": ""}', "text (string_too_short)"),
    ('{"id": "2", "kind": "task", "text": "x", "Planted": 1}', "a member that is not known"),
    ('{"id": "2", "kind": "planted", "text": "x"}', "kind (unknown_word)"),
    ('{"id": "", "kind": "task", "text": "x"}', "id (string_too_short)"),
    ('{"id": "a\\u0000", "kind": "task", "text": "x"}', "id (string_pattern_mismatch)"),
    ('{"id": "2", "kind": "task", "text": "\\ud800"}', "not this kind of JSON object"),
    ('{"id": "2", "kind": "task", "text": "Planted"', "not this kind of JSON object"),
    ("Planted", "not this kind of JSON object"),
    ('["Planted"]', "not this kind of JSON object"),
]


async def test_a_faulty_line_is_named_by_number_and_leaves_everything_as_it_was(api: Any) -> None:
    for line, named in FAULTY:
        body = lines({"id": "1", "kind": "task", "text": "Grey Falcon"}) + b"\n\n" + line.encode() + b"\n"
        response = await api.call("PUT", TERMS, key="admin", data=body)
        detail = (await response.json())["detail"]
        assert response.status == 400
        assert detail.startswith("line 3: ")
        assert named in detail
        assert "planted" not in detail.lower()
        assert await found(api, "grey falcon") == set()


UNKNOWN = ["integro", "nowhere", ""]


async def test_provenance_of_an_unknown_origin_is_refused(api: Any) -> None:
    for origin in UNKNOWN:
        body = lines({"id": "1", "origin": origin, "text": "Grey Falcon"})
        assert (await api.call("PUT", "/v1/tenants/acme/provenance", key="admin", data=body)).status == 400


async def test_a_line_over_its_size_is_refused_while_it_arrives(api: Any) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield lines({"id": "1", "kind": "task", "text": "Grey Falcon"}) + b"\n"
        for _ in range(2 * ndjson.LINE_MAX // 4096):
            yield b"x" * 4096

    response = await api.call("PUT", TERMS, key="admin", data=endless())
    assert response.status == 413
    assert (await response.json())["detail"].startswith("line 2: ")
    assert await found(api, "grey falcon") == set()


async def test_a_large_set_is_streamed_through(api: Any) -> None:
    async def many() -> AsyncIterator[bytes]:
        for start in range(0, 5_000, 100):
            yield b"".join(lines({"id": str(n), "kind": "task", "text": f"word{n} other{n}"}) + b"\n" for n in range(start, start + 100))

    response = await api.call("PUT", TERMS, key="admin", data=many())
    assert await response.json() == {"registered": 5_000, "unsearchable": 0}
    assert len(await found(api, "word0 other0\x1fword4999 other4999")) == 2


async def test_a_text_that_can_not_be_opened_is_said_to_be_our_fault(api: Any) -> None:
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "1", "kind": "task", "text": "Grey Falcon"}))
    await api.pool.execute("UPDATE term_pages SET version = version + 1")
    response = await api.call("PUT", TERMS, key="admin", data=lines({"id": "2", "kind": "task", "text": "Black Swan"}))
    assert (response.status, (await response.json())["reason"]) == (503, "policy_unavailable")
