"""The tree agrees with the published vectors, with an independent implementation, and refuses what can not be checked."""

import base64
import json

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import merkle
from gateway.audit.merkle import Range, Tree

SIZES = st.integers(1, 600)

MALFORMED_ROOTS = {"consistency/additional/sizes-are-equal-one-and-proof-is-empty"}
"""The vectors accept equal sizes with equal "roots" of 12 bytes; we refuse what is no hash."""


def _tree(size):
    hashes = [merkle.leaf_hash(b"%d" % number) for number in range(size)]
    return hashes, *merkle.append(Tree(), hashes)


def _hash_of(hashes, part):
    return merkle.root([merkle.append(Tree(), hashes[sub.low : sub.high])[0].stack[0] for sub in merkle.perfect(part)])


def _bytes(values):
    return [base64.b64decode(value) for value in values or []]


def _cases(name):
    def load(data):
        return json.loads((data / "tlog" / name).read_text())["cases"]

    return load


def test_hashes_are_those_of_the_vectors(data):
    found = {
        "root_of_no_leaves": lambda _: merkle.root(()),
        "leaf": lambda case: merkle.leaf_hash(case["input_utf8"].encode()),
        "node": lambda case: merkle.node_hash(case["left_utf8"].encode(), case["right_utf8"].encode()),
    }
    cases = _cases("rfc6962_hasher.json")(data)
    assert len(cases) == 4
    assert [found[case["op"]](case).hex() for case in cases] == [case["hex"] for case in cases]


def test_inclusion_vectors_are_judged_as_published(data):
    cases = _cases("merkle_inclusion.json")(data)
    assert len(cases) > 90
    for case in cases:
        leaf, root = _bytes([case["leafHash"], case["root"]])
        found = merkle.verify_inclusion(case["leafIdx"], case["treeSize"], leaf, _bytes(case["proof"]), root)
        assert found is not case["wantErr"], case["name"]


def test_consistency_vectors_are_judged_as_published(data):
    cases = _cases("merkle_consistency.json")(data)
    assert len(cases) > 90
    for case in cases:
        old, new = _bytes([case["root1"], case["root2"]])
        found = merkle.verify_consistency(case["size1"], case["size2"], _bytes(case["proof"]), old, new)
        if case["name"] in MALFORMED_ROOTS:
            assert (case["wantErr"], found, len(old)) == (False, False, 12), case["name"]
        else:
            assert found is not case["wantErr"], case["name"]


def test_a_tree_of_70000_leaves_is_the_one_other_implementations_built(data):
    known = json.loads((data / "tlog" / "generated_70000.json").read_text())
    hashes = [merkle.leaf_hash(b'{"i":%d,"pad":"%s"}' % (number, b"x" * 40)) for number in range(70_000)]
    tree, _ = merkle.append(Tree(), hashes)
    assert base64.b64encode(merkle.root(tree.stack)).decode() == known["checkpoint"].split("\n")[2]
    old = known["old_checkpoint_size"]
    proof = [_hash_of(hashes, part) for part in merkle.consistency_path(old, 70_000)]
    assert proof == _bytes(known["consistency_proof"])
    assert merkle.verify_consistency(old, 70_000, proof, base64.b64decode(known["old_root"]), merkle.root(tree.stack))
    index = known["inclusion"]["index"]
    assert [_hash_of(hashes, part) for part in merkle.inclusion_path(index, 70_000)] == _bytes(known["inclusion"]["proof"])


@given(SIZES)
def test_roots_are_those_of_an_independent_implementation(size):
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        other.append_entry(b"%d" % number)
    assert merkle.root(_tree(size)[1].stack) == other.get_root(size)


@given(st.lists(st.integers(0, 300), max_size=6))
def test_appending_in_parts_is_appending_at_once(parts):
    hashes, whole, complete = _tree(sum(parts))
    tree, nodes, at = Tree(), [], 0
    for count in parts:
        tree, more = merkle.append(tree, hashes[at : at + count])
        nodes += more
        at += count
    assert (tree, nodes) == (whole, complete)


@given(SIZES)
def test_complete_nodes_are_the_subtrees_they_say(size):
    hashes, _, complete = _tree(size)
    assert [(node.level, node.n) for node in complete] == [(1, n) for n in range(size // 256)]
    for node in complete:
        assert node.hash == _hash_of(hashes, Range(node.n * 256, node.n * 256 + 256))


def test_a_node_over_65536_leaves_is_kept_at_level_2():
    _, complete = merkle.append(Tree(), [b"\x00" * 32] * 65_536)
    assert [(node.level, node.n) for node in complete[-2:]] == [(1, 255), (2, 0)]


@given(st.data(), SIZES)
def test_every_inclusion_proof_is_accepted_and_no_other(data, size):
    index = data.draw(st.integers(0, size - 1))
    hashes, tree, _ = _tree(size)
    proof = [_hash_of(hashes, part) for part in merkle.inclusion_path(index, size)]
    root = merkle.root(tree.stack)
    assert merkle.verify_inclusion(index, size, hashes[index], proof, root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
    assert not merkle.verify_inclusion(index, size, hashes[index], [*proof, root], root)
    assert not merkle.verify_inclusion(index, size, hashes[index], proof[:-1], root) or not proof
    assert not merkle.verify_inclusion((index + 1) % size, size, hashes[index], proof, root) or size == 1


@given(st.data(), SIZES)
def test_every_consistency_proof_is_accepted_and_no_other(data, size):
    old = data.draw(st.integers(1, size))
    hashes, tree, _ = _tree(size)
    before, _ = merkle.append(Tree(), hashes[:old])
    old_root, root = merkle.root(before.stack), merkle.root(tree.stack)
    proof = [_hash_of(hashes, part) for part in merkle.consistency_path(old, size)]
    assert merkle.verify_consistency(old, size, proof, old_root, root)
    assert not merkle.verify_consistency(old, size, proof, old_root, merkle.leaf_hash(b"other"))
    assert not merkle.verify_consistency(old, size, [*proof, root], old_root, root)
    assert not merkle.verify_consistency(old, size, proof[:-1], old_root, root) or not proof


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_path_to_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_path(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5)])
def test_there_is_no_path_between_trees_that_prove_nothing(old, new):
    with pytest.raises(ValueError, match="nothing proves"):
        merkle.consistency_path(old, new)


@pytest.mark.parametrize("new", [0, 1, 8])
def test_nothing_is_consistent_with_the_empty_tree(new):
    assert not merkle.verify_consistency(0, new, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)


def test_the_empty_tree_includes_nothing():
    assert not merkle.verify_inclusion(0, 0, merkle.leaf_hash(b""), [], merkle.EMPTY_ROOT)


@pytest.mark.parametrize("wrong", [b"", b"x" * 31, b"x" * 33])
def test_what_is_no_hash_proves_nothing(wrong):
    _, tree, _ = _tree(2)
    root = merkle.root(tree.stack)
    assert not merkle.verify_inclusion(0, 2, merkle.leaf_hash(b"0"), [wrong], root)
    assert not merkle.verify_consistency(1, 2, [wrong], merkle.leaf_hash(b"0"), root)
