"""What is kept of registered texts: sealed keys, each row in its place, and nothing else."""

from time import monotonic

import pytest

from gateway.detect.index.keys import keys_of
from gateway.model.errors import ScannerFailed
from gateway.registry.indexing import Indexing
from gateway.registry.intake import Line
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring
from tests.registry.processes import FALCON, HERON, MANY, SOME, Process, process, seen


async def test_neither_the_database_nor_a_file_nor_a_repr_holds_a_text_or_an_id(here: Process, indexing: Indexing, pool: Pool) -> None:
    await here.put(("planted-id", FALCON), *MANY)
    await here.put(("planted-too", HERON))
    held = b""
    for table in ("term_versions", "term_shelves", "term_pages", "term_changes"):
        rows = await pool.fetch(f"TABLE {table}")
        assert rows
        held += b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    if indexing.folder:
        files = [path for path in indexing.folder.rglob("*") if path.is_file()]
        assert any(path.stat().st_size for path in files)
        held += b"".join(path.read_bytes() for path in files) + str(files).encode()
    for planted in (b"falcon", b"zanzibar", b"quokka", b"heron", b"planted"):
        assert planted not in held.lower()
    assert "Falcon" not in repr(Line("1", "task", "integro", FALCON))


async def test_a_page_is_sealed_even_from_who_knows_the_keys_of_a_text(here: Process, pool: Pool) -> None:
    await here.put(("1", FALCON))
    rows = keys_of(FALCON, "task", "integro", here.words.keys("acme").secrets)
    kept = await pool.fetch("SELECT sealed FROM term_pages UNION ALL SELECT sealed FROM term_changes")
    assert len(kept) == 2
    assert not any(rows[:8] in row["sealed"] or rows[8:16] in row["sealed"] for row in kept)


TAMPERING = {
    "the envelope": "UPDATE {} SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)",
    "its tenant": "UPDATE {} SET tenant = 'beta'",
    "its version": "UPDATE {} SET version = version + 1",
}


@pytest.mark.parametrize("changed", TAMPERING)
@pytest.mark.parametrize("table", ["term_changes", "term_pages"])
async def test_a_row_that_was_changed_costs_its_tenant_every_scan_until_it_is_mended(
    here: Process, pool: Pool, changed: str, table: str
) -> None:
    await here.put(("1", FALCON), *(MANY if table == "term_pages" else ()))
    there = process(pool)
    await pool.execute(TAMPERING[changed].format(table))
    await pool.execute("INSERT INTO term_versions (tenant, version, floor) SELECT 'beta', version + 1, floor FROM term_versions")
    await pool.execute("UPDATE term_versions SET version = version + 1")
    tenant = (await pool.fetch(f"TABLE {table}"))[0]["tenant"]
    for _ in range(2):
        with pytest.raises(ScannerFailed) as caught:
            await there.scanner(tenant)
    assert "Falcon" not in str(caught.value)
    await pool.execute(f"TRUNCATE {table}")
    assert seen(await there.scanner(tenant)) == set()


async def test_news_of_a_row_that_was_changed_takes_the_index_away(here: Process, pool: Pool) -> None:
    await here.put(("1", FALCON))
    await here.scanner()
    here.words.lease = monotonic() + 60
    await pool.execute("INSERT INTO term_changes (tenant, version, sealed) VALUES ('acme', 2, 'x'); UPDATE term_versions SET version = 2")
    here.words.hear("acme", 2)
    await here.words.heed("acme")
    with pytest.raises(ScannerFailed):
        await here.scanner()


async def test_a_database_that_was_set_back_is_believed(here: Process, elsewhere: Process, pool: Pool) -> None:
    await here.put(*MANY)
    await here.put(("1", FALCON))
    await elsewhere.seen()
    await pool.execute("DELETE FROM term_pages; DELETE FROM term_changes; UPDATE term_versions SET version = 1, floor = 1")
    await pool.execute("UPDATE term_shelves SET entries = 0")
    for each in (here, elsewhere):
        assert await each.seen(f"{SOME}\x1f{FALCON}") == set()


async def test_another_key_opens_nothing(here: Process, pool: Pool) -> None:
    await here.put(("1", FALCON))
    with pytest.raises(ScannerFailed):
        await process(pool, keyring=Keyring(bytes(32), "kek1")).scanner()
