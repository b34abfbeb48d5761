"""Builds a table of rows. Law: the order of rows makes no difference; a key of many texts is kept once, with their number.

A million texts are some two million rows; they are sorted and counted by numpy, so a table of theirs takes about a second.
"""

import struct
import zlib
from collections import Counter
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gateway.detect import kernel
from gateway.detect.index.form import ROW, Label, is_trivial
from gateway.detect.index.table import DIGEST_SHIFT, HEAD, MAGIC, OTHER, Meaning, tag_of, write_meanings
from gateway.detect.kernel.form import ONLY_WHOLE
from gateway.model.errors import Refused

LOAD: Final = 0.96
"""Part of the slots that is filled: buckets of four take 95 % to 97 % before keys find no place (Fan et al., CoNEXT 2014, table 2)."""

GROWTH: Final = 1.01
"""Times as many buckets when the keys find no place after all."""

_ROW: Final = np.dtype([("hash", "<u8"), ("digest", "<u8"), ("label", "<u4")])
_LABEL: Final = struct.Struct("<I")
_COUNT_SHIFT: Final = 32
_LISTED: Final = np.dtype([("digest", "<u8"), ("number", "<u4")])

Bundle: TypeAlias = tuple[int, ...]
"""A meaning as numbers: of each label its four bytes, and above them the number of texts."""


class _Keys(NamedTuple):
    """Every key once.

    Attributes:
        hashes, digests: of each key.
        numbers: of each key's meaning.
        meanings: the most frequent ones first, but the trivial ones after the others.
        trivial: how many meanings are trivial.
    """

    hashes: NDArray[np.uint64]
    digests: NDArray[np.uint64]
    numbers: NDArray[np.uint32]
    meanings: list[Meaning]
    trivial: int


def build(rows: bytes | bytearray | memoryview, digest_key: bytes, mark: int = 0) -> bytearray:
    """Build a table.

    Args:
        rows: as ``keys_of`` makes them, one after the other, of any number of texts.
        digest_key: ``Secrets.digest`` of the tenant.
        mark: any number of 64 bits, kept with the table: up to which change its rows go.

    Raises:
        Refused: the rows have no whole number.
    """
    if len(rows) % ROW.size:
        raise Refused("bad_input", "The keys of terms are no whole number of rows; read them again from where they are kept.")
    keys = _numbered(np.frombuffer(rows, _ROW))
    labels, is_listed = _short(keys)
    first = _placed(keys, labels)
    order = np.flatnonzero(is_listed)[np.argsort(keys.digests[is_listed])]
    listed = np.empty(len(order), _LISTED)
    listed["digest"], listed["number"] = keys.digests[order], keys.numbers[order]
    packed = write_meanings(keys.meanings)
    head = HEAD.pack(MAGIC, zlib.crc32(first), mark, len(keys.meanings), keys.trivial, len(packed), len(listed))
    body = b"".join((head, packed, listed.tobytes()))
    return first + body + tag_of(memoryview(first), body, digest_key)


def _short(keys: _Keys) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """The byte of each payload, and which keys it has no room for."""
    weighty = len(keys.meanings) - keys.trivial
    is_trivial = keys.numbers >= weighty
    numbers = keys.numbers - is_trivial * weighty
    return np.minimum(numbers, OTHER).astype(np.uint64) | is_trivial * np.uint64(ONLY_WHOLE), numbers >= OTHER


def _placed(keys: _Keys, labels: NDArray[np.uint64]) -> bytearray:
    """Put the keys into a kernel's table that is as small as it can be."""
    payloads = ((keys.digests >> np.uint64(DIGEST_SHIFT) << np.uint64(8)) | labels).astype("<u4")
    buckets = int(len(keys.hashes) / 4 / LOAD) + 1
    while (table := kernel.build_table(keys.hashes.tobytes(), payloads.tobytes(), buckets)) is None:
        buckets = int(buckets * GROWTH) + 1
    return table


def _numbered(rows: np.ndarray) -> _Keys:
    """Find the different keys, and give the meaning of each a number; the more frequent the smaller."""
    rows = rows[np.lexsort((rows["label"], rows["digest"]))]
    bundles, starts, sizes = _bundles(rows["digest"], rows["label"])
    alone = sizes == 1
    values, inverse, counts = np.unique(bundles[starts[alone]], return_inverse=True, return_counts=True)
    several = [tuple(bundles[at : at + size].tolist()) for at, size in zip(starts[~alone], sizes[~alone], strict=True)]
    frequent = Counter(several)
    frequent.update({(value,): count for value, count in zip(values.tolist(), counts.tolist(), strict=True)})
    ranked = sorted(frequent, key=lambda bundle: (_is_trivial(bundle), -frequent[bundle], bundle))
    number_of = {bundle: number for number, bundle in enumerate(ranked)}
    numbers = np.empty(len(starts), np.uint32)
    numbers[alone] = np.array([number_of[value,] for value in values.tolist()], np.uint32)[inverse]
    numbers[~alone] = [number_of[bundle] for bundle in several]
    places = np.flatnonzero(_changes(rows["digest"]))
    return _Keys(
        rows["hash"][places], rows["digest"][places], numbers, [_meaning(bundle) for bundle in ranked], sum(map(_is_trivial, ranked))
    )


def _bundles(digests: NDArray[np.uint64], labels: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Count equal labels of equal keys, of what is sorted: the counted labels, where those of each key start, and how many they are."""
    is_key = _changes(digests)
    places = np.flatnonzero(is_key | _changes(labels))
    counts = np.diff(np.append(places, len(labels))).astype(np.uint64)
    starts = np.flatnonzero(is_key[places])
    return labels[places] | counts << np.uint64(_COUNT_SHIFT), starts, np.diff(np.append(starts, len(places)))


def _changes(values: NDArray[np.uint64] | NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Say of each value whether it differs from the one before; the first one does."""
    return np.append(np.ones(min(1, len(values)), np.bool_), values[1:] != values[:-1])


def _meaning(bundle: Bundle) -> Meaning:
    return tuple((Label(*_LABEL.pack(part & 0xFFFFFFFF)), part >> _COUNT_SHIFT) for part in bundle)


def _is_trivial(bundle: Bundle) -> bool:
    return all(is_trivial(label) for label, _ in _meaning(bundle))
