"""Proofs built from the store are those of the whole tree, and missing hashes are an error."""

import pytest

from gateway.audit import merkle, nodes
from gateway.audit.merkle import Range, Tree
from gateway.model.errors import StoreUnavailable


@pytest.fixture
async def hashes(pool):
    """70,000 leaf hashes in the store, as the writer leaves them there."""
    made = [merkle.leaf_hash(b"%d" % number) for number in range(70_000)]
    _, complete = merkle.append(Tree(), made)
    await pool.execute(
        "INSERT INTO log_leaf SELECT 1, n - 1, hash, '', 'denial', '', 0, '', '', '' "
        "FROM unnest($1::bytea[]) WITH ORDINALITY AS l (hash, n)",
        made,
    )
    await pool.execute(
        "INSERT INTO log_node SELECT 1, * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])", *zip(*complete, strict=True)
    )
    return made


async def test_proofs_from_the_store_hold(pool, hashes):
    tree, _ = merkle.append(Tree(), hashes)
    root = merkle.root(tree.stack)
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_999):
        proof = await nodes.proof(pool, 1, merkle.inclusion_path(index, 70_000))
        assert merkle.verify_inclusion(index, 70_000, hashes[index], proof, root)
    for old in (1, 256, 65_000, 65_536, 69_999):
        before, _ = merkle.append(Tree(), hashes[:old])
        proof = await nodes.proof(pool, 1, merkle.consistency_path(old, 70_000))
        assert merkle.verify_consistency(old, 70_000, proof, merkle.root(before.stack), root)
    with pytest.raises(StoreUnavailable, match="entries 65536 to 131071"):
        await nodes.subtree(pool, 1, Range(65_536, 131_072))
