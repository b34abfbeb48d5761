"""An upload is metadata and media, and nothing else."""

import pytest

from gateway.codecs.multipart_related import decode
from gateway.model.errors import Refused

RELATED = 'multipart/related; boundary="===============0854=="'
METADATA = b'Content-Type: application/json\nMIME-Version: 1.0\n\n{"name":"notes.md"}'
MEDIA = "Content-Type: text/plain\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\nTask: Prüfstand\n".encode()
SHOWN = {"content-type": "text/plain", "mime-version": "1.0"}


def upload(*parts: bytes) -> bytes:
    return b"".join(b"--===============0854==\n" + part + b"\n" for part in parts) + b"--===============0854==--"


def test_an_upload_is_read_as_metadata_and_media():
    decoded = decode(upload(METADATA, MEDIA), RELATED, {})
    assert decoded.tree == {
        "metadata": {"header": {"content-type": "application/json", "mime-version": "1.0"}, "body": {"name": "notes.md"}},
        "media": {"header": SHOWN, "body": "Task: Prüfstand\n"},
    }
    assert decode(decoded.encode(decoded.tree), RELATED, {}).tree == decoded.tree


@pytest.mark.parametrize(
    ("left", "parts"),
    [
        ({"metadata": {"header": {"content-type": "application/json"}, "body": {}}}, [b"Content-Type: application/json\n\n{}"]),
        ({"metadata": {"header": {}}, "media": {"header": {}, "body": b"\xff"}}, [b"\n\xff"]),
        ({"media": {"body": "x"}, "metadata": {"body": {"a": 1}}}, [b'\n{"a":1}', b"\nx"]),
        ({}, []),
    ],
)
def test_what_is_left_of_an_upload_is_written(left, parts):
    assert decode(upload(METADATA, MEDIA), RELATED, {}).encode(left) == upload(*parts)


def test_base64_media_is_read():
    media = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nVGFzazogUXVheQ==\n"
    decoded = decode(upload(METADATA, media), RELATED, {})
    assert decoded.tree["media"] == {"header": {"content-type": "text/plain"}, "body": "Task: Quay"}
    assert b"Task: Quay" in decoded.encode(decoded.tree)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (upload(METADATA), RELATED),
        (upload(METADATA, MEDIA, MEDIA), RELATED),
        (upload(MEDIA, METADATA), RELATED),
        (upload(b'\n{"name":"x"}', MEDIA), RELATED),
        (upload(METADATA, MEDIA), RELATED + '; start="<b>"'),
    ],
)
def test_any_other_arrangement_is_refused(body, content_type):
    with pytest.raises(Refused, match="upload"):
        decode(body, content_type, {})
