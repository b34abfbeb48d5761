"""Google's batch endpoints. Law: the outer call carries nothing of its own; every inner call is judged as if it had come alone."""

from typing import Final

from connectors.google.rest import expand_call
from connectors.google.samples import TOKEN_HEADER
from gateway.model.connector import Body, Operation, Sample

_BOUNDARY: Final = "===============0000000000000000002=="
_HOSTS: Final = (
    "gmail.googleapis.com",
    "people.googleapis.com",
    "sheets.googleapis.com",
    "docs.googleapis.com",
    "tasks.googleapis.com",
)
_DOCUMENTATION: Final = "https://developers.google.com/workspace/calendar/api/guides/batch"


def _sample(path: str, inner: bytes) -> Sample:
    """One inner call, as google-api-python-client's BatchHttpRequest writes it."""
    body = (
        f"--{_BOUNDARY}\nContent-Type: application/http\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n"
        "Content-ID: <00000000-0000-4000-8000-000000000001 + 1>\n\n"
    ).encode() + inner
    return Sample(
        path=path,
        headers=(("content-type", f'multipart/mixed; boundary="{_BOUNDARY}"'), TOKEN_HEADER),
        body=body + f"\n--{_BOUNDARY}--\n".encode(),
    )


def _batch(name: str, path: str, hosts: tuple[str, ...], sample: Sample) -> Operation:
    return Operation(
        name=name,
        method="POST",
        path=path,
        hosts=hosts,
        fields=expand_call(path, {}),
        bodies=(Body(codec="google_batch", content_types=("multipart/mixed",)),),
        documentation=_DOCUMENTATION,
        sample=sample,
    )


OPERATIONS: Final = (
    _batch(
        "batch",
        "/batch",
        _HOSTS,
        _sample(
            "/batch",
            b"GET /gmail/v1/users/me/labels?alt=json HTTP/1.1\nContent-Type: application/json\nMIME-Version: 1.0\n"
            b"accept: application/json\naccept-encoding: gzip, deflate\nuser-agent: (gzip)\nHost: gmail.googleapis.com\n\n",
        ),
    ),
    _batch(
        "batch.api",
        "/batch/{api}/{version}",
        ("www.googleapis.com", *_HOSTS),
        _sample(
            "/batch/calendar/v3",
            b"POST /calendar/v3/calendars/primary/events/quickAdd?text=Lunch&alt=json HTTP/1.1\nContent-Type: application/json\n"
            b"MIME-Version: 1.0\naccept: application/json\naccept-encoding: gzip, deflate\nuser-agent: (gzip)\nHost: www.googleapis.com\n\n",
        ),
    ),
)
