"""Records of transfers over the admin interface: one's own tenants only, with what it takes to check them."""

import hashlib
import itertools
from base64 import b64decode
from typing import Any

import pytest

from gateway.audit import merkle
from gateway.audit.log import AuditLog
from gateway.model.decision import Action, Finding, Review, Verdict
from gateway.model.transfer import Completion, Outcome, Transfer


def transfer(name: str, at_ms: int, tenant: str, verdict: Verdict = Verdict.REDACT, vendor: str = "segment") -> Transfer:
    finding = Finding(("body", "batch", 0), "integro.project", "integro", "terms", Action.MASKED)
    review = Review(verdict=verdict, connector=vendor, operation="batch", findings=(finding,))
    return Transfer(id=name, at_ms=at_ms, review=review, policy_hash="ab" * 32, tenant=tenant, caller="erp", subject="Ada Lovelace")


@pytest.fixture
async def filled(api: Any) -> Any:
    """The interface of a log with five transfers."""
    clock = itertools.count(1)
    log = await AuditLog.open(api.pool, log_id="w", origin="gateway/w", now_ms=lambda: next(clock), entropy=bytes)
    for number, tenant in enumerate(("acme", "beta", "acme")):
        index = await log.intent(transfer(f"t{number}", 1_000 + number, tenant))
        ending = Completion(transfer_id=f"t{number}", intent_index=index, at_ms=1_003, outcome=Outcome.SUCCESS, status=200)
        await log.complete(ending)
    await log.deny(transfer("t3", 1_003, "acme", Verdict.DENY, "sentry"))
    await log.deny(transfer("t4", 1_004, "", Verdict.DENY, ""))
    yield api
    await log.close()


async def listed(api: Any, key: str, **query: str) -> list[str]:
    response = await api.call("GET", "/v1/transfers", key=key, params=query)
    assert response.status == 200, await response.text()
    return [each["id"] for each in (await response.json())["transfers"]]


async def test_records_come_newest_first_and_only_of_tenants_the_caller_holds(filled: Any) -> None:
    assert await listed(filled, "auditor") == ["t3", "t2", "t0"]
    assert await listed(filled, "auditor", tenant="acme") == ["t3", "t2", "t0"]
    assert await listed(filled, "both", tenant="beta") == ["t1"]
    assert await listed(filled, "erp") == ["t4", "t3", "t2", "t1", "t0"]


async def test_another_s_tenant_is_not_found_and_one_of_several_must_be_named(filled: Any) -> None:
    assert (await filled.call("GET", "/v1/transfers", key="auditor", params={"tenant": "beta"})).status == 404
    response = await filled.call("GET", "/v1/transfers", key="both")
    assert (response.status, (await response.json())["reason"]) == (400, "tenant_missing")


async def test_filters_narrow_the_list(filled: Any) -> None:
    expected = {
        ("vendor", "sentry"): ["t3"],
        ("decision", "redact"): ["t2", "t0"],
        ("since", "1002"): ["t3", "t2"],
        ("until", "1002"): ["t0"],
        ("subject", "Ada Lovelace"): ["t3", "t2", "t0"],
        ("subject", "Somebody"): [],
        ("limit", "1"): ["t3"],
    }
    for (name, value), ids in expected.items():
        assert await listed(filled, "auditor", **{name: value}) == ids, name


async def test_a_cursor_asks_for_the_next_page(filled: Any) -> None:
    ids, cursor = [], ""
    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = await (await filled.call("GET", "/v1/transfers", key="auditor", params=query)).json()
        ids += [each["id"] for each in page["transfers"]]
        cursor = page["cursor"]
    assert ids == ["t3", "t2", "t0"]


BAD = [("planted", "1"), ("since", "planted"), ("since", "-1"), ("since", "9" * 30), ("limit", "0"), ("limit", "1001")]
BAD += [("decision", "planted"), ("cursor", "planted")]


async def test_a_question_that_can_not_be_is_refused_without_repeating_it(filled: Any) -> None:
    for name, value in BAD:
        response = await filled.call("GET", "/v1/transfers", key="auditor", params={name: value})
        assert (response.status, (await response.json())["reason"]) == (400, "bad_input"), name
        assert "planted" not in await response.text()
    assert (await filled.call("GET", "/v1/transfers?vendor=a&vendor=b", key="auditor")).status == 400


async def test_a_record_can_be_checked_by_its_reader(filled: Any) -> None:
    record = await (await filled.call("GET", "/v1/transfers/t2", key="auditor")).json()
    tree = record["tree"]
    for leaf in (record["opening"], record["completion"]):
        raw = b64decode(leaf["bytes_b64"])
        digest = hashlib.sha256(b"\x00" + raw).digest()
        assert digest.hex() == leaf["hash"]
        proof = [bytes.fromhex(node) for node in leaf["proof"]]
        assert merkle.verify_inclusion(leaf["index"], tree["size"], digest, proof, bytes.fromhex(tree["root"]))
    assert record["completion"]["entry"]["outcome"] == "success"
    assert record["opening"]["entry"]["findings"]


async def test_a_record_never_names_its_subject(filled: Any) -> None:
    for path in ("/v1/transfers", "/v1/transfers/t2"):
        assert "Ada" not in await (await filled.call("GET", path, key="auditor")).text()


async def test_a_record_of_another_s_tenant_or_of_none_is_not_found(filled: Any) -> None:
    for transfer_id, key, status in (("t1", "auditor", 404), ("nowhere", "auditor", 404), ("t4", "both", 404), ("t4", "erp", 200)):
        assert (await filled.call("GET", f"/v1/transfers/{transfer_id}", key=key)).status == status, transfer_id
