"""Where a file would be sent, by its content, as far as nobody says so. Law: a guess is named as one."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import orjson

from gateway.model.request import Headers

_JSON: Final = "application/json"
_ENVELOPE: Final = "application/x-sentry-envelope"
_FORM: Final = "application/x-www-form-urlencoded"


class Destination(NamedTuple):
    """A call to be judged.

    Attributes:
        host, method, path: of the vendor's call; the path may carry a query.
        content_type: of the body.
        assumed: what the file was taken for, empty where the options said it all.
        body: what would be sent; None: the file as it is.
        coding: content coding of the body, or empty.
    """

    host: str
    method: str
    path: str
    content_type: str
    assumed: str = ""
    body: bytes | None = None
    coding: str = ""

    @property
    def url(self) -> str:
        """Full URL."""
        return f"https://{self.host}{self.path}"

    @property
    def shown(self) -> str:
        """For people."""
        return f"{self.method} {self.url}"

    @property
    def headers(self) -> Headers:
        """What says how the body is to be read."""
        said = (("Content-Type", self.content_type),)
        return (*said, ("Content-Encoding", self.coding)) if self.coding else said


_SENTRY, _SEGMENT = "o0.ingest.sentry.io", "api.segment.io"


class _Known(NamedTuple):
    """A kind of payload: how it is recognised, and where it goes."""

    name: str
    fits: Callable[[Any], bool]
    destination: Destination


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda document: isinstance(document, dict) and all(name in document for name in names)


def _is_call(word: str) -> Callable[[Any], bool]:
    return lambda document: isinstance(document, dict) and document.get("type") == word


def _is_items(document: Any) -> bool:
    return isinstance(document, list) and bool(document) and all(isinstance(each, dict) and "event" in each for each in document)


_KNOWN: Final = (
    _Known("a Segment batch", _has("batch"), Destination(_SEGMENT, "POST", "/v1/batch", _JSON)),
    _Known("a Sentry event", _has("event_id", "platform"), Destination(_SENTRY, "POST", "/api/0/store/", _JSON)),
    _Known("a Sentry event", _has("exception"), Destination(_SENTRY, "POST", "/api/0/store/", _JSON)),
    _Known("Google Analytics events", _has("client_id", "events"), Destination("www.google-analytics.com", "POST", "/mp/collect", _JSON)),
    _Known("Mixpanel events", _is_items, Destination("api.mixpanel.com", "POST", "/import", _JSON)),
    _Known("a Graph mail", _has("message"), Destination("graph.microsoft.com", "POST", "/v1.0/me/sendMail", _JSON)),
    _Known(
        "a Google calendar event",
        _has("summary", "start"),
        Destination("www.googleapis.com", "POST", "/calendar/v3/calendars/primary/events", _JSON),
    ),
    *(
        _Known(f"a Segment {word} call", _is_call(word), Destination(_SEGMENT, "POST", f"/v1/{word}", _JSON))
        for word in ("track", "identify", "page", "screen", "group", "alias")
    ),
)
"""Payloads that can be told by their first names; the first that fits counts."""


def guess(plain: bytes, *, host: str = "", method: str = "", path: str = "", content_type: str = "") -> Destination:
    """Complete what the options say about a call.

    Args:
        plain: the file, without a content coding.
        host: what the options say, like the next three; empty where they say nothing.
        method: likewise.
        path: likewise.
        content_type: likewise.

    Returns:
        The call. Where nothing fits, the file is taken for the properties of an event.
    """
    if host:
        return Destination(host.lower(), method or "POST", path or "/", content_type or _type_of(plain))
    found = _envelope(plain) or _form(plain) or _document(plain)
    return found._replace(method=method or found.method, path=path or found.path, content_type=content_type or found.content_type)


def _type_of(plain: bytes) -> str:
    known = _envelope(plain) or _form(plain)
    return known.content_type if known else _JSON if _read(plain) is not None else "text/plain"


def _envelope(plain: bytes) -> Destination | None:
    """A Sentry envelope: a line of JSON for itself, and one for its first item."""
    head, _, rest = plain.partition(b"\n")
    item = _read(rest.partition(b"\n")[0])
    if isinstance(_read(head), dict) and isinstance(item, dict) and "type" in item:
        return Destination(_SENTRY, "POST", "/api/0/envelope/", _ENVELOPE, "a Sentry envelope")
    return None


def _form(plain: bytes) -> Destination | None:
    """A form with the record in ``data``, as Mixpanel's SDKs send it."""
    fits = plain.startswith(b"data=") and b"\n" not in plain
    return Destination("api.mixpanel.com", "POST", "/track", _FORM, "a Mixpanel form") if fits else None


def _document(plain: bytes) -> Destination:
    document = _read(plain)
    for known in _KNOWN:
        if known.fits(document):
            return known.destination._replace(assumed=known.name)
    properties = (
        document
        if isinstance(document, dict)
        else {"items": document}
        if document is not None
        else {"text": plain.decode(errors="replace")}
    )
    body = orjson.dumps({"type": "track", "event": "scan", "userId": "scan", "properties": properties})
    return Destination(_SEGMENT, "POST", "/v1/track", _JSON, "properties of a Segment event", body)


def _read(plain: bytes) -> Any:
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError:
        return None
