"""One call to a vendor, however it came in. Law: what is here names the vendor's host, never ours, and holds nothing of ``Gateway-*``."""

from dataclasses import dataclass, field
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[str, str], ...]

Tree: TypeAlias = "bool | int | float | str | bytes | list[Tree] | dict[str, Tree] | None"
"""A decoded payload. ``bytes`` is a leaf nobody can read as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as the vendor would see it.

    Attributes:
        scheme: ``https``, or ``http`` when the caller asked for plain http (policy decides).
        host: the vendor's host name, lower case, no port.
        port: the vendor's port.
        method: as sent, upper case.
        path: raw path, percent-encoded as sent, starts with ``/``.
        query: raw query string without ``?``, may be empty.
        headers: end-to-end headers in order as (name, value); hop-by-hop, ``Host``, ``Content-Length`` and ``Gateway-*`` are gone.
        body: bytes as sent, still content-encoded. Not in ``repr``.
    """

    scheme: str
    host: str
    port: int
    method: str
    path: str = field(repr=False)
    query: str = field(repr=False)
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """The first value of a header, by lower-case name; None where it is missing."""
        return next((value for key, value in self.headers if key.lower() == name), None)
