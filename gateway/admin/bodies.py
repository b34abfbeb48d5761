"""The shapes of what the admin interface reads and answers. Law: unknown members are refused; a fault names its place, not its value."""

from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from gateway.detect.index import form
from gateway.model.category import INTEGRO, ORIGINS, Mode, Purpose
from gateway.model.errors import Refused
from gateway.registry.snapshot import Role

ID_MAX: Final = 200
TEXT_MAX: Final = 16_384
"""Characters of one registered text: longer than any title, and than most task descriptions; a longer one is sent in parts."""
NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

Name = Annotated[str, StringConstraints(pattern=NAME)]
NameOrAny = Annotated[str, StringConstraints(pattern=NAME.replace("^", r"^(?:\*|", 1).replace("$", ")$"))]
Id = Annotated[str, StringConstraints(min_length=1, max_length=ID_MAX, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_MAX)]
Region = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


def _one_of(known: frozenset[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise PydanticCustomError("unknown_word", "not a known {what}", {"what": what})
        return value

    return AfterValidator(check)


KINDS: Final = frozenset(form.KINDS.keys() - {""})
Kind = Annotated[str, _one_of(KINDS, "kind"), Field(json_schema_extra={"enum": sorted(KINDS)})]
VENDORS: Final = ORIGINS - {"integro"}
Origin = Annotated[str, _one_of(VENDORS, "origin"), Field(json_schema_extra={"enum": sorted(VENDORS)})]
Category = Annotated[str, _one_of(INTEGRO, "category"), Field(json_schema_extra={"enum": sorted(INTEGRO)})]


class Body(BaseModel):
    """What all shapes have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TenantBody(Body):
    """A tenant's settings. ``consents`` and what is said of terms, left out: as they were."""

    region: Region
    mode: Mode = Mode.STRICT
    consents: list[Purpose] | None = None
    terms_required: Annotated[bool, Field(description="refuse calls until terms are registered")] | None = None
    terms_watermark: Annotated[int, Field(ge=0, lt=2**63, description="refuse calls while terms are of an earlier one")] | None = None


class TenantAnswer(TenantBody):
    """A tenant."""

    tenant: str
    consents: list[Purpose]
    terms_required: bool
    terms_watermark: int


class CallerBody(Body):
    """A caller to be made. It can be given no more than its maker has."""

    name: Name
    tenants: Annotated[list[NameOrAny], Field(min_length=1)]
    purposes: list[Purpose] = []
    roles: Annotated[list[Role], Field(min_length=1)] = [Role.EGRESS]


class CallerAnswer(Body):
    """A caller key. It is shown this once."""

    name: str
    key: str


class TextLine(Body):
    """Words that may not leave, or keys ``gateway.blind`` made of them: exactly one of both."""

    id: Id
    text: Words | None = None
    keys: Annotated[Base64Bytes, Field(description="as gateway.blind makes them of the text, in its place")] | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.text is None) == (self.keys is None):
            raise PydanticCustomError("text_or_keys", "either text or keys")
        return self


class TermLine(TextLine):
    """One line of terms: words of the tenant's own that may not leave."""

    kind: Kind


class ProvenanceLine(TextLine):
    """One line of provenance: words that came from a vendor."""

    origin: Origin


class CountAnswer(Body):
    """How many lines were registered, and how many of them have no letter or digit, so that nothing can ever match them."""

    registered: int
    unsearchable: int


class TermsAnswer(Body):
    """What is registered for a tenant. ``complete``: terms were registered, and not lost since."""

    terms: int
    provenance: int
    watermark: int
    version: int
    complete: bool
    key_id: str


class KeyAnswer(Body):
    """The key for blind registration. Who has it can find out whether a guessed text is registered: keep it like a password."""

    key_id: str
    filter: str
    digest: str


class IntegrationBody(Body):
    """A tenant's choice about a connector. ``purposes`` left out: the connector's own; ``mode`` left out: the tenant's."""

    enabled: bool = True
    purposes: list[Purpose] | None = None
    mode: Mode | None = None


class IntegrationAnswer(Body):
    """What holds for a tenant's calls to a connector."""

    tenant: str
    connector: str
    enabled: bool
    purposes: list[Purpose]
    mode: Mode


class AuthorisationBody(Body):
    """A record that the customer specifically authorised a disclosure."""

    connector: Name
    feature: Name
    categories: Annotated[list[Category], Field(min_length=1)]
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$")]
    until_ms: Annotated[int, Field(gt=0, lt=2**53, description="UTC milliseconds of its end; left out: until withdrawn")] | None = None


class SimulateBody(Body):
    """A request to be judged and not sent. The body stands in ``body`` as text, or in ``body_b64``."""

    method: Annotated[str, StringConstraints(pattern="^[A-Z]{1,16}$")]
    url: Annotated[str, StringConstraints(max_length=16_384)]
    headers: list[tuple[str, str]] | dict[str, str] = []
    body: str | None = None
    body_b64: str | None = None
    tenant: Name
    purpose: Purpose | None = None
    feature: Name | None = None


class AnyAnswer(BaseModel):
    """A JSON object."""

    model_config = ConfigDict(extra="allow")


class TransfersAnswer(Body):
    """A page of records, newest first. ``cursor`` asks for the next one; null on the last page."""

    transfers: list[dict[str, Any]]
    cursor: str | None


class ReadyAnswer(Body):
    """Whether calls can be served, and what stands in the way."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, bool]


Shape = TypeVar("Shape", bound=Body)


def parse(shape: type[Shape], raw: bytes | bytearray, *, where: str = "") -> Shape:
    """Read JSON of a shape.

    Args:
        shape: what it must be.
        raw: JSON text.
        where: stands before the fault, for example ``line 3``.

    Raises:
        Refused: ``bad_input``, with the names of the members at fault, in our words.
    """
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        faults = sorted({_fault(shape, each["loc"], each["type"]) for each in error.errors(include_input=False, include_url=False)})
        raise Refused("bad_input", f"{where}: {'; '.join(faults)}." if where else f"{'; '.join(faults)}.") from None


def _fault(shape: type[Body], place: tuple[int | str, ...], kind: str) -> str:
    """Name a fault by a declared member: an unknown member's name was sent by the client, so it is not repeated."""
    member = place[0] if place else ""
    if not place:
        return f"not this kind of JSON object ({kind})"
    return f"{member} ({kind})" if member in shape.model_fields else f"a member that is not known ({kind})"
