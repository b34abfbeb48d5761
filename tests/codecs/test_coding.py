"""Content codings are undone once, whole and bounded, or the body is refused."""

import gzip
import io
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.coding import decode_content, encode_content
from gateway.model.errors import Refused

PLAIN = b'{"event":"Report Exported","n":1}' * 40
LIMIT = 1 << 20
CODINGS = ("gzip", "deflate", "br", "zstd")
ZSTD_WITHOUT_SIZE = zstandard.ZstdCompressor(write_content_size=False)


def reason(body: bytes, coding: str | None, limit: int = LIMIT) -> str:
    with pytest.raises(Refused) as caught:
        decode_content(body, coding, limit)
    return caught.value.reason


@pytest.mark.parametrize("coding", [*CODINGS, "x-gzip", "GZip", " br ", "identity", "Identity", "", None])
@given(body=st.binary(max_size=2000))
def test_a_coding_comes_off_as_it_was_put_on(coding, body):
    assert decode_content(encode_content(body, coding), coding, LIMIT) == body


@pytest.mark.parametrize("coding", [*CODINGS])
def test_a_repetitive_body_gets_smaller(coding):
    assert len(encode_content(PLAIN, coding)) < len(PLAIN) / 4


@pytest.mark.parametrize(
    "coding", ["gzip, gzip", "gzip,", "identity, gzip", "compress", "gzip;q=1", "gzip br", "*", "gz\x00ip", "\u0261zip"]
)
def test_anything_but_one_known_coding_is_refused(coding):
    assert reason(gzip.compress(PLAIN), coding) == "encoding_unknown"
    with pytest.raises(Refused, match="encoding_unknown"):
        encode_content(PLAIN, coding)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_stream_cut_anywhere_is_refused(coding):
    whole = encode_content(PLAIN, coding)
    for end in range(len(whole)):
        assert reason(whole[:end], coding) == "body_undecodable"


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("tail", [b"\0", b"x", b"trailing garbage", None], ids=["nul", "byte", "text", "a second stream"])
def test_bytes_behind_a_stream_are_refused(coding, tail):
    whole = encode_content(PLAIN, coding)
    assert reason(whole + (whole if tail is None else tail), coding) == "body_undecodable"


@pytest.mark.parametrize("tail", [b"x", b"x" * 600, ZSTD_WITHOUT_SIZE.compress(b"more")])
def test_bytes_behind_a_zstd_frame_of_unstated_size_are_refused(tail):
    frame = ZSTD_WITHOUT_SIZE.compress(PLAIN)
    assert decode_content(frame, "zstd", LIMIT) == PLAIN
    assert reason(frame + tail, "zstd") == "body_undecodable"


def test_bytes_behind_a_zstd_frame_that_fills_whole_steps_are_refused():
    for size in range(240, 252):
        frame = zstandard.ZstdCompressor().compress(bytes(range(256))[:size])
        assert reason(frame + b"x", "zstd") == "body_undecodable"
        assert len(decode_content(frame, "zstd", LIMIT)) == size


@pytest.mark.parametrize("coding", CODINGS)
@given(body=st.binary(max_size=200))
def test_random_bytes_are_decoded_or_refused(coding, body):
    try:
        assert isinstance(decode_content(body, coding, LIMIT), bytes)
    except Refused as refused:
        assert refused.reason in {"body_undecodable", "body_too_large"}  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.data())
def test_a_damaged_stream_is_decoded_or_refused(coding, data):
    whole = bytearray(encode_content(PLAIN, coding))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decode_content(bytes(whole), coding, LIMIT)
    except Refused as refused:
        assert refused.reason in {"body_undecodable", "body_too_large"}  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("coding", [*CODINGS, "identity"])
def test_the_limit_is_a_limit_to_the_byte(coding):
    body = encode_content(PLAIN, coding)
    assert decode_content(body, coding, len(PLAIN)) == PLAIN
    assert reason(body, coding, len(PLAIN) - 1) == "body_too_large"
    assert reason(body, coding, 0) == "body_too_large"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_is_refused_before_it_fills_the_memory(coding):
    bomb = encode_content(bytes(100 << 20), coding)
    tracemalloc.start()
    try:
        assert reason(bomb, coding) == "body_too_large"
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_zstd_bomb_of_unstated_size_is_refused():
    assert reason(ZSTD_WITHOUT_SIZE.compress(bytes(100 << 20)), "zstd") == "body_too_large"


def gzip_with(flags: int) -> bytes:
    whole = bytearray(gzip.compress(PLAIN, mtime=0))
    whole[3] |= flags
    return bytes(whole)


def test_a_name_in_the_gzip_header_is_refused():
    named = io.BytesIO()
    with gzip.GzipFile("secret-plan.json", "wb", fileobj=named) as file:
        file.write(PLAIN)
    assert reason(named.getvalue(), "gzip") == "body_undecodable"


@pytest.mark.parametrize("flags", [0b100, 0b1000, 0b10000, 0b100000, 0b1000000, 0b10000000])
def test_fields_in_the_gzip_header_that_nobody_reads_are_refused(flags):
    assert reason(gzip_with(flags), "gzip") == "body_undecodable"


def test_a_gzip_header_checksum_is_not_a_hidden_field():
    whole = gzip_with(0b10)
    checked = whole[:10] + (zlib.crc32(whole[:10]) & 0xFFFF).to_bytes(2, "little") + whole[10:]
    assert decode_content(checked, "gzip", LIMIT) == PLAIN


def test_many_gzip_members_are_refused():
    assert reason(gzip.compress(b"") * 50_000, "gzip") == "body_undecodable"


def test_deflate_without_its_zlib_header_is_refused():
    raw = zlib.compressobj(wbits=-15)
    assert reason(raw.compress(PLAIN) + raw.flush(), "deflate") == "body_undecodable"


def test_deflate_with_a_dictionary_is_refused():
    stream = zlib.compressobj(zdict=b"Report Exported")
    assert reason(stream.compress(PLAIN) + stream.flush(), "deflate") == "body_undecodable"


def test_a_zstd_frame_that_readers_skip_is_refused():
    skipped = b"\x50\x2a\x4d\x18" + (6).to_bytes(4, "little") + b"secret"
    assert reason(skipped + zstandard.compress(PLAIN), "zstd") == "body_undecodable"
    assert reason(zstandard.compress(PLAIN) + skipped, "zstd") == "body_undecodable"


def test_a_zstd_window_over_the_limit_of_the_coding_is_refused():
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=24, write_content_size=False)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert reason(stream.compress(PLAIN) + stream.flush(), "zstd") == "body_undecodable"


def test_an_empty_body_of_an_encoded_request_is_refused():
    for coding in CODINGS:
        assert reason(b"", coding) == "body_undecodable"


def test_long_brotli_streams_come_out_whole():
    body = bytes(range(256)) * 4096
    assert decode_content(brotli.compress(body, quality=1), "br", len(body)) == body


def test_encoding_twice_gives_the_same_bytes():
    assert all(encode_content(PLAIN, coding) == encode_content(PLAIN, coding) for coding in CODINGS)
