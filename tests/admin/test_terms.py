"""Terms and provenance over the admin interface: streamed, all lines or none, effective when the answer arrives."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.admin import ndjson
from gateway.blind import BlindingKey
from gateway.model.errors import Refused

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


KEY = f"{TERMS}/key"
TITLE = "Grey Falcon Zanzibar"


async def test_what_is_registered_is_told_by_number_alone(api: Any) -> None:
    async def told() -> dict[str, Any]:
        answer: dict[str, Any] = await (await api.call("GET", TERMS, key="auditor")).json()
        return answer

    before = await told()
    assert before == {"terms": 0, "provenance": 0, "watermark": 0, "version": 0, "complete": False, "key_id": before["key_id"]}
    await api.call("PUT", f"{TERMS}?watermark=7", key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
    await api.call("PUT", "/v1/tenants/acme/provenance", key="admin", data=lines({"id": "1", "origin": "msgraph", "text": TITLE}))
    assert await told() == before | {"terms": 1, "provenance": 1, "watermark": 7, "version": 2, "complete": True}


async def test_replacing_all_forgets_the_others_and_an_empty_body_moves_the_watermark(api: Any) -> None:
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
    body = lines({"id": "2", "kind": "task", "text": "Black Swan Quarantine"})
    assert (await api.call("PUT", f"{TERMS}?replace=all&watermark=3", key="admin", data=body)).status == 200
    assert {text for text, _, _ in await found(api, f"{TITLE}\x1fblack swan quarantine")} == {"black swan quarantine"}
    assert await (await api.call("PUT", f"{TERMS}?watermark=4", key="admin")).json() == {"registered": 0, "unsearchable": 0}
    told = await (await api.call("GET", TERMS, key="admin")).json()
    assert (told["terms"], told["watermark"]) == (1, 4)


async def test_a_question_that_is_not_understood_is_refused_before_anything_is_read(api: Any) -> None:
    for asked in ("replace=some", "watermark=", "watermark=-1", "watermark=x", f"watermark={'9' * 19}"):
        response = await api.call("PUT", f"{TERMS}?{asked}", key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
        assert (response.status, (await response.json())["reason"]) == (400, "bad_input")
    assert await found(api, TITLE) == set()


async def test_everything_of_a_tenant_is_forgotten_on_request(api: Any) -> None:
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
    await api.call("PUT", "/v1/tenants/acme/provenance", key="admin", data=lines({"id": "1", "origin": "msgraph", "text": TITLE}))
    assert (await api.call("DELETE", TERMS, key="admin")).status == 204
    assert await found(api, TITLE) == set()
    told = await (await api.call("GET", TERMS, key="admin")).json()
    assert (told["terms"], told["provenance"], told["complete"]) == (0, 0, False)


async def test_a_tenant_whose_terms_are_missing_or_behind_is_refused_until_they_are_there(api: Any) -> None:
    async def refused() -> str:
        try:
            await api.registry.scanner("acme")
        except Refused as refusal:
            return refusal.reason
        return ""

    def tenant(**terms: Any) -> Any:
        return api.call("PUT", "/v1/tenants/acme", key="admin", json={"region": "IE", **terms})

    assert await refused() == ""
    await tenant(terms_required=True)
    assert await refused() == "terms_missing"
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
    assert await refused() == ""
    told = await (await tenant(terms_watermark=5)).json()
    assert (told["terms_required"], told["terms_watermark"]) == (True, 5)
    assert await refused() == "terms_outdated"
    await api.call("PUT", f"{TERMS}?watermark=5", key="admin")
    assert await refused() == ""


async def test_terms_lost_by_an_upgrade_refuse_calls_until_all_are_registered_again(api: Any) -> None:
    await api.call("PUT", TERMS, key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
    for again in ("replace=all", "watermark=1"):
        await api.pool.execute("UPDATE term_versions SET lost = true")
        with pytest.raises(Refused, match="terms_missing"):
            await api.registry.scanner("acme")
        await api.call("PUT", TERMS, key="admin", data=lines({"id": "2", "kind": "task", "text": TITLE}))
        with pytest.raises(Refused, match="terms_missing"):
            await api.registry.scanner("acme")
        await api.call("PUT", f"{TERMS}?{again}", key="admin", data=lines({"id": "1", "kind": "task", "text": TITLE}))
        assert await found(api, TITLE)


async def test_a_blind_registration_is_found_and_no_word_of_it_was_sent_or_stored(api: Any) -> None:
    key = BlindingKey.read(await (await api.call("GET", KEY, key="admin")).read())
    assert key.key_id == (await (await api.call("GET", TERMS, key="admin")).json())["key_id"]
    sent = b"".join(key.lines([("1", "project", TITLE), ("2", "task", "!!!")])) + key.line("3", "team", "Black Swan Quarantine")
    assert await (await api.call("PUT", TERMS, key="admin", data=sent)).json() == {"registered": 3, "unsearchable": 1}
    learnt = key.provenance_line("1", "google.basic", "Quarterly Dinner Reykjavik")
    assert (await api.call("PUT", "/v1/tenants/acme/provenance", key="admin", data=learnt)).status == 200
    assert await found(api, f"the {TITLE.lower()}\x1fblackSwanQuarantine\x1fquarterly-dinner-reykjavik") == {
        (TITLE.lower(), "integro.project", "integro"),
        ("blackSwanQuarantine", "integro.team", "integro"),
        ("quarterly-dinner-reykjavik", "user.content.private", "google.basic"),
    }
    stored = await api.pool.fetch("SELECT sealed FROM term_pages UNION ALL SELECT sealed FROM term_changes")
    for word in (b"falcon", b"zanzibar", b"quarantine", b"reykjavik"):
        assert word not in (sent + learnt).lower()
        assert not any(word in row["sealed"].lower() for row in stored)


async def test_the_blinding_key_is_for_admins_and_every_fetch_is_journalled(api: Any) -> None:
    assert (await api.call("GET", KEY, key="auditor")).status == 403
    assert (await api.call("GET", "/v1/tenants/beta/terms/key", key="admin")).status == 404
    own = await (await api.call("GET", KEY, key="admin")).json()
    other = await (await api.call("GET", "/v1/tenants/beta/terms/key")).json()
    assert not {own["filter"], own["digest"], own["key_id"]} & {other["filter"], other["digest"], other["key_id"]}
    assert await api.pool.fetchval("SELECT count(*) FROM admin_events WHERE event = 'terms.key' AND status = 200") == 2


async def test_keys_made_for_something_else_are_refused(api: Any) -> None:
    key = BlindingKey.read(await (await api.call("GET", KEY, key="admin")).read())
    line = json.loads(key.line("1", "project", TITLE))
    for wrong in ({"kind": "task"}, {"keys": line["keys"][:-4]}, {"keys": b64encode(bytes(20)).decode()}):
        response = await api.call("PUT", TERMS, key="admin", data=lines(line | wrong))
        assert (response.status, (await response.json())["reason"]) == (400, "bad_input")
    assert await found(api, TITLE) == set()


async def test_lines_that_are_written_unusually_are_read_as_well(api: Any) -> None:
    body = b'{"kind":"task","text":"Grey Falcon Zanzibar","keys":null,"id":"1"}\r\n \n'
    body += b'{"text":"Black Swan\\u0020Quarantine","id":"\\u00a0","kind":"team"}'
    assert (await api.call("PUT", TERMS, key="admin", data=body)).status == 200
    assert len(await found(api, f"{TITLE}\x1fblack swan quarantine")) == 2
