"""Transfers are found by what is asked, page by page, and one comes with proofs that hold."""

import pytest

from gateway.audit import merkle, query
from gateway.model.decision import Verdict
from gateway.model.errors import Refused

NOW_MS = 1_790_000_000_000
DENIED = {"verdict": Verdict.DENY, "connector": "sentry"}


def _ids(page):
    return [record.opening.entry["transfer_id"] for record in page.records]


@pytest.fixture
async def filled(open_log, transfer, ending):
    """Two logs: a (acme, completed), b (acme, denied), c (other tenant, about Ana), d (later, in the second log)."""
    first, second = await open_log("r1"), await open_log("r2")
    a = transfer("a")
    await first.complete(ending(a, await first.intent(a)))
    await first.deny(transfer("b", review=DENIED, at_ms=NOW_MS + 1))
    await first.intent(transfer("c", tenant="globex", subject="Ana", at_ms=NOW_MS + 2))
    await second.intent(transfer("d", at_ms=NOW_MS + 3))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "dcba"),
        ({"tenant": "acme"}, "dba"),
        ({"tenant": "nobody"}, ""),
        ({"tenant": "ac\x00me"}, ""),
        ({"vendor": "sentry"}, "b"),
        ({"decision": "deny"}, "b"),
        ({"decision": "redact", "tenant": "acme"}, "da"),
        ({"subject": "Ana"}, "c"),
        ({"subject": "Ana", "tenant": "acme"}, ""),
        ({"since": NOW_MS + 2}, "dc"),
        ({"until": NOW_MS + 2}, "ba"),
        ({"since": -5, "until": 2**80}, "dcba"),
        ({"limit": 2}, "dc"),
    ],
)
async def test_what_is_asked_is_found_newest_first(pool, asked, found):
    assert _ids(await query.transfers(pool, **asked)) == list(found)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
async def test_pages_join_to_the_whole(pool, limit):
    found, cursor = [], None
    for _ in range(5):
        page = await query.transfers(pool, limit=limit, cursor=cursor)
        found += _ids(page)
        if (cursor := page.cursor) is None:
            break
    assert found == list("dcba")


async def test_transfers_of_the_same_moment_are_each_on_one_page(pool, open_log, transfer):
    log = await open_log()
    for name in "abcde":
        await log.deny(transfer(name))
    page = await query.transfers(pool, limit=2)
    rest = await query.transfers(pool, limit=9, cursor=page.cursor)
    assert _ids(page) + _ids(rest) == list("edcba")


@pytest.mark.parametrize("cursor", ["", "x", "1.2", "1.2.3.4", "1.2.-3", "9" * 40 + ".1.1", "\u0661.1.1"])
async def test_a_cursor_that_is_not_ours_is_refused(pool, cursor):
    with pytest.raises(Refused, match="cursor"):
        await query.transfers(pool, cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 1001])
async def test_a_limit_out_of_range_is_refused(pool, limit):
    with pytest.raises(Refused, match="limit"):
        await query.transfers(pool, limit=limit)


@pytest.mark.usefixtures("filled")
async def test_a_list_shows_how_each_transfer_ended(pool):
    records = {record.opening.entry["transfer_id"]: record for record in (await query.transfers(pool)).records}
    assert records["a"].completion.entry["outcome"] == "success"
    assert [records[name].completion for name in "bcd"] == [None, None, None]
    assert records["d"].origin == "audit.example.test/r2"


@pytest.mark.usefixtures("filled")
async def test_an_erased_person_is_not_found_and_the_record_still_stands(pool):
    await pool.execute("DELETE FROM disclosure")
    assert _ids(await query.transfers(pool, subject="Ana")) == []
    assert (await query.transfer(pool, "c")).opening.entry["tenant"] == "globex"


@pytest.mark.parametrize("name", ["unknown", "", "a\x00b", "x" * 5000])
async def test_an_unknown_transfer_is_none(pool, name):
    assert await query.transfer(pool, name) is None


async def test_a_transfer_comes_with_proofs_of_both_leaves(pool, open_log, transfer, ending):
    log = await open_log()
    many = [transfer(f"t{number}") for number in range(300)]
    for one in many:
        await log.complete(ending(one, await log.intent(one)))
    for name in ("t0", "t127", "t255", "t299"):
        record = await query.transfer(pool, name)
        assert (record.size, record.root) == (600, merkle.root(log.tree.stack))
        for leaf in (record.opening, record.completion):
            assert merkle.leaf_hash(leaf.raw) == leaf.hash
            assert leaf.entry["transfer_id"] == name
            assert merkle.verify_inclusion(leaf.index, record.size, leaf.hash, leaf.proof, record.root)
