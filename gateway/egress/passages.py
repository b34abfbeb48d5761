"""What a vendor's answer says, as texts to be known again. Law: every text is read; what is no text is known by its name only.

An answer is never changed here: it goes to the ERP as it came. This reads a copy.
"""

import base64
import binascii
import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from gateway.codecs.header_value import HeaderValue, read_header_value
from gateway.codecs.multipart import split
from gateway.model.errors import Refused
from gateway.model.request import Tree

LEAST: Final = 3
"""Characters of a text worth knowing."""
MOST: Final = 200_000
"""Texts of one answer; a page of any vendor's list has some thousands."""
UNPACKED: Final = 64 << 20
"""Bytes an office document may unpack to."""

_NAMES: Final = """
    access accessRole alternateLink backgroundColor calendarId changeKey color colorId contentType conversationId
    conversationIndex createdDateTime currency date dateTime defaultReminders eTag end etag foregroundColor format
    freeBusyStatus hexColor historyId htmlLink iCalUID iconLink importance isoCountryCode kind labelIds languageCode
    lastModifiedDateTime locale method mimeType nextPageToken nextSyncToken orderBy originalStartTime parentFolderId partId
    permissionId recurrence responseStatus role scope selfLink sensitivity sequence showAs start status syncToken theme threadId
    time timeZone timestamp token_type transparency type updated visibility webContentLink webViewLink @odata.context
    @odata.etag @odata.nextLink @odata.type
"""
STRUCTURE: Final = frozenset(_NAMES.split())
"""Members of Google's and Microsoft's answers whose values are the interface's own words (discovery documents; Graph metadata).

Ids are not among them: an id of a file or an event is data obtained from the vendor.
"""

_FORMAL: Final = re.compile(r"[\d\s:.,+TZ/-]*|[a-z]+/[a-z0-9.+-]+|https?://[^\s]*", re.IGNORECASE)
"""Dates and numbers, media types, addresses: nothing that says something by itself."""
_ENCODED: Final = re.compile(r"[A-Za-z0-9_\-+/]{16,}={0,2}")
_BARE: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"\n\s*\n|\n(?=[>*#-])")
_OFFICE: Final = re.compile(r"(?:word|ppt|xl)/.*\.xml|content\.xml")
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What ``zipfile`` raises for damage, a coding it does not know (NotImplementedError) and encryption (RuntimeError)."""
_OFFICE_TYPES: Final = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")


def reads(content_type: str) -> bool:
    """Say whether answers of a media type hold texts that ``passages`` can read."""
    return _reader(_header(content_type).name) is not None


def passages(body: bytes, content_type: str) -> Iterator[str]:
    """Give every text of an answer.

    Args:
        body: without its content coding.
        content_type: as the vendor sent it.

    Raises (while it is read):
        Refused: an office document that can not be read, or more texts than ``MOST``.
    """
    reader = _reader(_header(content_type).name)
    if reader is not None:
        yield from (text for text in reader(body, content_type) if len(text) >= LEAST)


def file_name(disposition: str) -> str:
    """The name a download is sent under (RFC 6266); empty where there is none."""
    parameters = _header(disposition).parameters
    extended = parameters.get("filename*", "").rpartition("'")[2]
    return _unquoted(extended) or parameters.get("filename", "")


def _header(text: str) -> HeaderValue:
    """A header's value; one nobody can read says nothing, and its answer is taken for bytes."""
    try:
        return read_header_value(text)
    except Refused:
        return HeaderValue("", {})


def _text(body: bytes, content_type: str) -> str:
    """The body in its charset; UTF-8 where none is named, or one Python does not know."""
    try:
        return body.decode(_header(content_type).parameters.get("charset", "utf-8"), errors="replace")
    except LookupError:
        return body.decode(errors="replace")


def _unquoted(text: str) -> str:
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda pair: bytes((int(pair[1], 16),)), text.encode())
    return raw.decode(errors="replace")


Reader = Callable[[bytes, str], Iterable[str]]


def _reader(media_type: str) -> Reader | None:
    if media_type.startswith(_OFFICE_TYPES):
        return _office
    if media_type.endswith("+json"):
        return _json
    return _READERS.get(media_type) or (_plain if media_type.startswith("text/") else None)


def _json(body: bytes, content_type: str) -> Iterator[str]:
    try:
        tree = orjson.loads(body)
    except orjson.JSONDecodeError:
        yield from _plain(body, content_type)  # broken off, or not JSON after all: its words are still words
        return
    yield from _leaves(tree)


def _leaves(tree: Tree) -> Iterator[str]:
    ahead: list[Any] = [tree]
    left = MOST
    while ahead and left:
        value = ahead.pop()
        if isinstance(value, dict):
            ahead.extend(child for key, child in value.items() if key not in STRUCTURE or isinstance(child, (dict, list)))
        elif isinstance(value, list):
            ahead.extend(value)
        elif isinstance(value, str) and not _FORMAL.fullmatch(value):
            left -= 1
            yield from _said(value)
    if ahead:
        raise Refused("body_too_large", f"an answer has more than {MOST} texts; fetch it page by page")


def _said(value: str) -> Iterator[str]:
    """A string, or what it encodes: Gmail sends the parts of a message in base64url (RFC 4648 section 5)."""
    if _ENCODED.fullmatch(value) and (decoded := _decoded(value)):
        yield from _markup(decoded) if "<" in decoded else _paragraphs(decoded)
    elif "</" in value:
        yield from _markup(value)
    else:
        yield from _paragraphs(value)


def _decoded(value: str) -> str:
    bare = value.rstrip("=").translate(_STANDARD)
    try:
        text = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text if text.isprintable() or "\n" in text else ""


_STANDARD: Final = str.maketrans("-_", "+/")


def _plain(body: bytes, content_type: str) -> Iterator[str]:
    yield from _paragraphs(_text(body, content_type))


def _paragraphs(text: str) -> Iterator[str]:
    if len(text) < 200 or "\n" not in text:
        yield text
    else:
        yield from filter(None, map(str.strip, _PARAGRAPH.split(text)))


def _html(body: bytes, content_type: str) -> Iterator[str]:
    yield from _markup(_text(body, content_type))


def _markup(text: str) -> Iterator[str]:
    yield from _paragraphs(html.unescape(_BARE.sub("\n\n" if len(text) > 200 else " ", text)).strip())


def _csv(body: bytes, content_type: str) -> Iterator[str]:
    delimiter = "\t" if "tab-separated" in content_type else ","
    try:
        for row in csv.reader(_text(body, content_type).splitlines(), delimiter=delimiter):
            yield from (cell for cell in row if not _FORMAL.fullmatch(cell))
    except csv.Error:  # a cell over the module's limit
        yield from _plain(body, content_type)


def _multipart(body: bytes, content_type: str) -> Iterator[str]:
    """A batch: each part holds a whole HTTP answer (https://developers.google.com/workspace/drive/api/guides/performance)."""
    try:
        blocks = split(body, content_type)[1]
    except Refused:
        yield from _plain(body, "")
        return
    for block in blocks:
        head, _, inner = block.content.partition(b"\r\n\r\n")
        yield from _json(inner, "") if head.startswith(b"HTTP/") and inner else _plain(block.content, "")


def _office(body: bytes, _content_type: str) -> Iterator[str]:
    """Documents of office programs are XML in a zip; their texts stand in elements. One that can not be read is not passed on."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [part for part in archive.infolist() if _OFFICE.fullmatch(part.filename)]
            if sum(part.file_size for part in parts) > UNPACKED:
                raise Refused("body_too_large", f"an office document unpacks to more than {UNPACKED} bytes")
            for part in parts:
                yield from _markup(archive.read(part).decode(errors="replace"))
    except _UNREADABLE as error:
        raise Refused("body_undecodable", "an office document can not be read: it is damaged, cut or encrypted") from error


_READERS: Final[Mapping[str, Reader]] = {
    "application/json": _json,
    "application/csv": _csv,
    "application/rtf": _plain,
    "application/xml": _html,
    "application/xhtml+xml": _html,
    "message/rfc822": _plain,
    "multipart/mixed": _multipart,
    "text/csv": _csv,
    "text/html": _html,
    "text/tab-separated-values": _csv,
    "text/xml": _html,
}
