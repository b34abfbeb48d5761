"""What answers say. Law: every text of an answer is given, however it is wrapped; the interface's own words are not."""

import base64
import contextlib
import io
import zipfile

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.passages import file_name, passages, reads
from gateway.model.errors import Refused

TEXT = "Settle what we say about the cracked crate"


def said(body: bytes, content_type: str = "application/json") -> list[str]:
    return list(passages(body, content_type))


def office(name: str, xml: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, xml)
        archive.writestr("docProps/app.xml", "<a>Application words</a>")
    return packed.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BATCH = (
    b"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    + orjson.dumps({"summary": TEXT})
    + b"\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (orjson.dumps({"items": [{"summary": TEXT}]}), "application/json; charset=UTF-8"),
        (orjson.dumps({"kind": {"deep": [TEXT]}}), "application/json"),
        (orjson.dumps({"summary": TEXT}), "application/vnd.api+json"),
        (b'{"summary": "' + TEXT.encode(), "application/json"),
        (orjson.dumps({"data": base64.urlsafe_b64encode(TEXT.encode()).decode().rstrip("=")}), "application/json"),
        (orjson.dumps({"body": {"content": f"<html><style>p {{}}</style><p>{TEXT}</p></html>"}}), "application/json"),
        (f"<p>{TEXT}</p>".encode(), "text/html"),
        (TEXT.encode("latin-1"), "text/plain; charset=iso-8859-1"),
        (TEXT.encode(), "text/plain; charset=of-mars"),
        (TEXT.encode(), "text/x-invented"),
        (f"Amount,Note\n12,{TEXT}\n".encode(), "text/csv"),
        (f"{'x' * 200_000},{TEXT}".encode(), "text/csv"),
        (f"Amount\tNote\n12\t{TEXT}\n".encode(), "text/tab-separated-values"),
        (office("word/document.xml", f"<w:p><w:t>{TEXT}</w:t></w:p>"), DOCX),
        (office("content.xml", f"<text:p>{TEXT}</text:p>"), "application/vnd.oasis.opendocument.text"),
        (BATCH, "multipart/mixed; boundary=b"),
        (BATCH.replace(b"\r\n", b"\n"), "multipart/mixed; boundary=b"),
        (TEXT.encode(), "multipart/mixed; boundary=missing"),
        (f"--b\r\nContent-Type: text/plain\r\n\r\n{TEXT}\r\n--b--\r\n".encode(), "multipart/mixed; boundary=b"),
    ],
)
def test_a_text_is_given_however_it_is_wrapped(body: bytes, content_type: str) -> None:
    assert reads(content_type)
    assert any(TEXT in text for text in said(body, content_type))


def test_a_mail_in_base64_with_markup_gives_its_words_without_tags() -> None:
    mail = base64.urlsafe_b64encode(f"<div><b>{TEXT}</b></div>".encode()).decode()
    assert said(orjson.dumps({"data": mail})) == [TEXT]


def test_the_interfaces_own_words_dates_and_addresses_are_not_given() -> None:
    event = {
        "kind": "calendar#event",
        "status": "confirmed",
        "start": {"dateTime": "2026-11-22T10:00:00Z"},
        "updated": "2026-11-22",
        "sizes": "1 200",
        "link": "https://www.google.com/calendar/event?eid=abc",
        "summary": "Orchid dinner",
        "ok": "no",
    }
    assert said(orjson.dumps(event)) == ["Orchid dinner"]


def test_a_long_text_is_given_paragraph_by_paragraph() -> None:
    first, second = "one " * 40, "two " * 40
    assert said(f"{first}\n\n{second}".encode(), "text/plain") == [first.strip(), second.strip()]


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "video/mp4", "", "no type at all!"])
def test_what_is_no_text_is_not_read(content_type: str) -> None:
    assert not reads(content_type)
    assert said(TEXT.encode(), content_type) == []


@pytest.mark.parametrize("body", [b"not a zip", office("word/document.xml", "<a/>")[:-8], b""])
def test_a_document_that_can_not_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="body_undecodable"):
        said(body, DOCX)


def test_a_document_with_a_damaged_part_is_refused() -> None:
    packed = office("word/document.xml", f"<w:t>{TEXT}</w:t>")
    with pytest.raises(Refused, match="body_undecodable"):
        said(packed.replace(TEXT.encode(), TEXT.upper().encode()), DOCX)


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.egress.passages.UNPACKED", 10)
    with pytest.raises(Refused, match="body_too_large"):
        said(office("word/document.xml", f"<w:t>{TEXT}</w:t>"), DOCX)


def test_more_texts_than_are_read_are_refused_not_left_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.egress.passages.MOST", 2)
    assert said(orjson.dumps([TEXT, "Orchid dinner"])) == ["Orchid dinner", TEXT]
    with pytest.raises(Refused, match="body_too_large"):
        said(orjson.dumps([TEXT, "Orchid dinner", "Quillfeather"]))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=plan.pdf", "plan.pdf"),
        ('attachment; filename="Site plan.pdf"', "Site plan.pdf"),
        ("attachment; filename=x; filename*=UTF-8''B%C3%BChne%20Ost.pdf", "Bühne Ost.pdf"),
        ("inline", ""),
        ("", ""),
        ("??", ""),
    ],
)
def test_a_downloads_name_is_read(disposition: str, name: str) -> None:
    assert file_name(disposition) == name


@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/html", "text/csv", DOCX, "multipart/mixed; boundary=b"]))
def test_no_bytes_make_it_fail_but_by_refusing(body: bytes, content_type: str) -> None:
    with contextlib.suppress(Refused):
        said(body, content_type)
