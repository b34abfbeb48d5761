"""Where a sealed secret belongs. Law: pure; an envelope opens only for the tenant, connection, field and version it was sealed for."""

from typing import NamedTuple

_LENGTH_BYTES = 4


class Place(NamedTuple):
    """One stored secret's place. Its bytes are the envelope's associated data, so an envelope moved to another row does not open.

    Attributes:
        tenant: whose.
        connection: id of the connection it belongs to.
        field: what it is, for example ``refresh_token``.
        version: of the connection's secrets, counted up with each change: an older envelope put back does not open either.
    """

    tenant: str
    connection: str
    field: str
    version: int

    @property
    def aad(self) -> bytes:
        """The associated data."""
        return bound("secret/v1", self.tenant, self.connection, self.field, str(self.version))


def bound(*parts: str) -> bytes:
    """Join names so that no two different lists give the same bytes: each is preceded by its length.

    Args:
        parts: any text; the first names the kind of place.
    """
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in encoded)
