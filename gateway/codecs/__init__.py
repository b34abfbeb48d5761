"""Bytes to tree and back. Law of this room: pure and bounded; what has no single whole reading is refused, never passed on unread."""

from collections.abc import Mapping
from typing import Final

from gateway.codecs import form, json_document, multipart_form, multipart_related, ndjson, plain, sentry_envelope
from gateway.codecs.decoded import Codec, Decoded

__all__ = ["CODECS", "Codec", "Decoded"]

CODECS: Final[Mapping[str, Codec]] = {
    "json": json_document.decode,
    "ndjson": ndjson.decode,
    "form": form.decode,
    "multipart_form": multipart_form.decode,
    "multipart_related": multipart_related.decode,
    "sentry_envelope": sentry_envelope.decode,
    "text": plain.decode_text,
    "opaque": plain.decode_opaque,
}
"""Every body format a connector may name (``model.connector.Body.codec``)."""
