"""What is compressed is opened within limits, and bytes that are no text give none."""

import gzip
import random
import zlib

import brotli
import pytest
import zstandard

from gateway.detect.views.allowance import Allowance
from gateway.detect.views.packed import FREE, LARGEST, text_in
from gateway.model.errors import ScannerFailed

TEXT = "Überholung der Brücke 7, " * 9


def noise(size):
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes in every run


def read(data, **how):
    stretches, whole = text_in(data, Allowance(len(data)), **how)
    return [(start, end, text) for start, end, text in stretches], whole


def whole(data, text):
    return [(0, len(data), text)], True


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, zstandard.compress, brotli.compress], ids=["gzip", "zlib", "zstd", "brotli"]
)
def test_what_is_compressed_is_opened(pack):
    packed = pack(TEXT.encode())
    assert read(packed) == whole(packed, TEXT)
    assert read(packed, begins=False) != whole(packed, TEXT)


@pytest.mark.parametrize("level", [0, 1, 5, 9])
def test_zlib_is_known_at_every_level(level):
    packed = zlib.compress(TEXT.encode(), level)
    assert read(packed) == whole(packed, TEXT)


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, zstandard.compress, brotli.compress], ids=["gzip", "zlib", "zstd", "brotli"]
)
def test_of_a_stream_that_was_cut_off_the_beginning_is_read(pack):
    text = noise(1 << 18).hex()
    packed = pack(text.encode())
    (_, _, read_text), *_ = read(packed[: len(packed) * 3 // 4])[0]
    assert len(read_text) > 1 << 17
    assert text.startswith(read_text[:-4])


@pytest.mark.parametrize("head", [b"\x1f\x8b\x08\x00", b"\x78\x9c", b"\x28\xb5\x2f\xfd"])
def test_what_only_begins_like_a_stream_is_read_as_it_is(head):
    data = head + b"\xff\xfe but here is text \xff"
    assert [text for _, _, text in read(data)[0]] == [" but here is text "]
    assert read(head + b"\xff\xfe\xff\x01\xff") == ([], False)


def test_a_damaged_stream_is_read_up_to_the_damage():
    packed = bytearray(zlib.compress(b"x" * 2000 + noise(2000).hex().encode() + b"y" * 90000))
    packed[-9] ^= 0xFF
    assert read(bytes(packed))[0][0][2].startswith("x" * 2000)


def test_bytes_behind_a_stream_are_left_alone():
    for pack in (gzip.compress, zlib.compress, zstandard.compress):
        packed = pack(TEXT.encode()) + b"\x00\xff" * 300
        assert read(packed) == whole(packed, TEXT)


def test_the_file_name_in_a_gzip_head_is_read():
    packed = bytearray(gzip.compress(b"harmless", mtime=0))
    packed[3] = 8
    packed[10:10] = b"Acme Q3 roadmap.txt\0"
    assert read(bytes(packed)) == whole(packed, "Acme Q3 roadmap.txt\nharmless")


def test_text_in_a_stream_of_other_bytes_is_read():
    packed = zlib.compress(b"\x00\xff\x01\xfe" * 40 + b"see the bridge 7" + b"\xff\x00" * 9)
    assert read(packed) == whole(packed, "see the bridge 7")


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, zstandard.compress, brotli.compress], ids=["gzip", "zlib", "zstd", "brotli"]
)
@pytest.mark.parametrize("text", [noise(40).hex().encode() + b"a" * LARGEST, noise(40).hex().encode() + b"abcdefgh" * FREE])
def test_a_stream_that_unfolds_too_far_is_refused(pack, text):
    with pytest.raises(ScannerFailed, match="compressed"):
        read(pack(text))


def test_a_stream_within_the_limits_is_read():
    text = noise(LARGEST // 2).hex().encode()
    assert read(zlib.compress(text))[0][0][2] == text.decode()
    assert read(zlib.compress(b"a" * FREE))[1]


def test_streams_in_streams_without_end_are_refused():
    data = TEXT.encode()
    for _ in range(3):
        data = gzip.compress(data)
    assert read(data) == whole(data, TEXT)
    with pytest.raises(ScannerFailed, match="compressed"):
        read(gzip.compress(data))


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"", [""]),
        (b"just text", ["just text"]),
        (b"text with one \x01 in twenty characters", ["text with one \x01 in twenty characters"]),
        ("Пример".encode(), ["Пример"]),
        ("bridge".encode("utf-16-le"), ["bridge"]),
        ("bridge".encode("utf-16-be"), ["bridge"]),
        (b"\x08\x96\x01\x12\x09bridge 77\x18\xff", ["\tbridge 77"]),
        (b"\xff\xfe" + "Brücke sieben".encode() + b"\x80\xff" + b"and some more" + b"\xc3", ["Brücke sieben", "and some more"]),
        (b"\xff\x00\xfe\x01short\xff", []),
        (b"\x00" * 40, []),
        (b"\xd8\x00" * 9 + b"\x00\x00" * 9, []),
        (noise(24), []),
        (noise(100), []),
    ],
)
def test_text_is_told_from_other_bytes(data, texts):
    assert [text for _, _, text in read(data)[0]] == texts


def test_a_stretch_says_where_it_stands():
    data = b"\xff\xfe\x00" + "Brücke sieben".encode() + b"\xff"
    assert read(data) == ([(3, 17, "Brücke sieben")], False)


def test_random_bytes_are_hardly_ever_brotli():
    draw = random.Random(1)  # noqa: S311 - the same bytes in every run
    assert sum(read(draw.randbytes(draw.randrange(24, 200)))[1] for _ in range(3000)) < 10


def test_a_short_brotli_stream_that_says_nothing_is_nothing():
    packed = brotli.compress(b"\x00\x01\x02\x03" * 50, quality=0) + b""
    assert read(packed.ljust(24, b"\xff"))[1] is False
