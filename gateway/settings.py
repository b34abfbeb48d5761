"""Everything that can be set. Law: a fault stops the start and names its line; production refuses what only development may have.

One model says what there is; the environment's names, the help table and the checks all follow from it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError, to_json

from gateway.model.category import VOCABULARY, Mode, Purpose
from gateway.model.errors import ConfigurationError
from gateway.settings_file import NO_FILE, Where, did_you_mean, read
from gateway.settings_schema import Scalar, explained, from_environment, merged, scalars, variable, where

MIB: Final = 1024 * 1024
_HOST: Final = re.compile(r"\*|(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]+")
_STAND_IN: Final = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-f:.]+\]):[0-9]{1,5}/?")
_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class Address(NamedTuple):
    """Where a listener listens. Port 0 takes any free one."""

    host: str
    port: int

    @property
    def local(self) -> bool:
        """Only this machine can connect to it."""
        return self.host in {"127.0.0.1", "::1", "localhost"}


def fault(what: str, todo: str) -> PydanticCustomError:
    """A fault a validator found: what is wrong, and what to do."""
    return PydanticCustomError("fault", "{what}", {"what": what, "todo": todo})


def _address(text: object) -> object:
    if not isinstance(text, str):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise fault(f"{text!r} is not an address to listen on", "Write host:port, for example 127.0.0.1:8080 or [::1]:8080.")
    return [host.removeprefix("[").removesuffix("]"), int(port)]


def _category(word: str) -> str:
    if word not in VOCABULARY:
        raise fault(f"{word!r} is no data category", did_you_mean(word, VOCABULARY))
    return word


def _stand_in(url: str) -> str:
    if not _STAND_IN.fullmatch(url) or int(urlsplit(url).netloc.rpartition(":")[2]) > 65535:
        raise fault("a stand-in is named by scheme, host and port alone", 'Write for example "http://127.0.0.1:9001".')
    return url


def _vendor_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise fault(f"{host!r} is no vendor host", 'Write the host in lower case without a port, or "*" for every other vendor host.')
    return host


ListenAddress = Annotated[Address, BeforeValidator(_address)]
Category = Annotated[str, AfterValidator(_category)]
Count = Annotated[int, Field(gt=0)]
Bits = Annotated[int, Field(ge=16, le=48, multiple_of=4)]
Seconds = Annotated[float, Field(gt=0, le=86400, strict=False)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Listen(Section):
    """Three listeners, so that a firewall can tell them apart."""

    egress: ListenAddress = Field(default=Address("127.0.0.1", 8080), description="callers: CONNECT, absolute form, base URL")
    admin: ListenAddress = Field(default=Address("127.0.0.1", 8081), description="console, API, health, metrics")
    inbound: ListenAddress = Field(default=Address("127.0.0.1", 8082), description="OAuth callback and vendors' webhooks, behind your TLS")


class Limits(Section):
    """What is bounded, and where. Memory is at most about twice ``max_buffered_bytes`` per worker."""

    max_body_bytes: Count = Field(default=10 * MIB, description="largest request body, after decoding; above: 413")
    max_buffered_bytes: Count = Field(
        default=256 * MIB, description="all request bodies held at once, per worker; above: 503 capacity_reached"
    )
    head_seconds: Seconds = Field(default=30.0, description="a caller's request line and headers must have arrived by then")
    body_seconds: Seconds = Field(default=60.0, description="a caller's whole body must have arrived by then")
    idle_seconds: Seconds = Field(default=75.0, description="a caller's kept-alive connection is closed after this silence")
    min_body_bytes_per_second: Count = Field(default=1024, description="slower bodies are refused with 408, after the first five seconds")
    connect_seconds: Seconds = Field(default=10.0, description="vendor: name lookup, connection and TLS together")
    first_byte_seconds: Seconds = Field(default=60.0, description="vendor: from the request's first byte to the whole answer head")
    stall_seconds: Seconds = Field(default=60.0, description="vendor: longest silence within an answer")
    total_seconds: Seconds = Field(default=600.0, description="vendor: the whole exchange")
    connections_per_vendor: Count = Field(default=256, description="open connections to one vendor host, per worker")
    audit_wait_seconds: Seconds = Field(default=2.0, description="longest wait for the durable record; after it: 503, nothing sent")
    audit_queue: Count = Field(default=4096, description="records waiting to be written, per worker; above: 503, nothing sent")
    requests_per_second: float = Field(default=0.0, ge=0, strict=False, description="per caller and worker; above: 429. 0 is no limit")
    min_free_disk_bytes: int = Field(
        default=512 * MIB, ge=0, description="below this free space in the data directory nothing is sent (503)"
    )


class Index(Section):
    """How the tenants' registered terms, and what came from vendors, are kept for recognising them."""

    provenance_seconds: float = Field(
        default=30 * 86400.0, gt=0, le=366 * 86400, strict=False, description="how long text that came from a vendor is recognised"
    )
    open_tenants: Count = Field(default=512, description="tenants whose index is held in memory at once, per worker")
    merge_rows: Count = Field(default=4000, description="changed keys of a tenant after which its index file is written anew")
    merge_seconds: Seconds = Field(default=900.0, description="age of a tenant's changes after which its index file is written anew")
    strong_bits: Bits = Field(default=32, description="a registered text of so many bits of information is found wherever it stands")
    weak_bits: Bits = Field(default=16, description="one of so many as a whole value or beside another; others as a whole value")
    key_bits: Bits = Field(default=24, description="one of so many is found as a whole key of open properties, too")
    pieces: Count = Field(default=4, description="pieces of one vendor's longer texts that a request must hold to count as a copy")


class Tenant(Section):
    """A customer's team, as development declares it."""

    region: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2 country code")
    consents: tuple[Purpose, ...] = Field(default=(), description="recorded for every subject of this tenant; development only")
    terms_required: bool = Field(default=False, description="refuse its calls until its terms have been registered")
    terms_watermark: int = Field(default=0, ge=0, description="refuse its calls while its terms are of an earlier watermark")


class Caller(Section):
    """An ERP service, with its key in clear: development only."""

    key: SecretStr = Field(min_length=8, description="its key, in clear")
    tenants: tuple[str, ...] = Field(min_length=1, description="tenants it may act for")
    purposes: tuple[Purpose, ...] = Field(min_length=1, description="purposes it may name")
    roles: tuple[Literal["egress", "admin", "auditor"], ...] = Field(default=("egress",), description="what the key may do")


class Integration(Section):
    """A connector a tenant has switched on."""

    tenant: str = Field(description="whose")
    connector: str = Field(description='connector name, or "*" for every connector')
    purposes: tuple[Purpose, ...] = Field(default=(), description="left out: the connector's own")
    mode: Mode = Field(default=Mode.STRICT, description="what becomes of fields nobody declared")


class Authorisation(Section):
    """What a user specifically authorised (obligations, linked services)."""

    tenant: str = Field(description="whose")
    connector: str = Field(description="for which connector")
    feature: str = Field(pattern=_NAME, description="the Gateway-Feature a call must name")
    categories: tuple[Category, ...] = Field(min_length=1, description="data categories it covers")
    reference: str = Field(min_length=1, description="the case or consent it stands on")


class Settings(Section):
    """All settings."""

    environment: Literal["development", "production"] = Field(
        default="development", description="production refuses clear keys, local upstreams and missing secrets"
    )
    data_dir: Path = Field(default=Path("var"), strict=False, description="embedded database, certificates, development key")
    database_url: SecretStr | None = Field(default=None, description="an external PostgreSQL; without it an embedded one runs in data_dir")
    kek: SecretStr | None = Field(default=None, description="key-encryption key, base64 of 32 bytes; from the environment only")
    kek_file: Path | None = Field(
        default=None, strict=False, description="file that holds the key-encryption key; further lines are previous ones"
    )
    kek_previous: SecretStr | None = Field(
        default=None, description="the key-encryption key before, until `gateway keys rotate` has run; from the environment only"
    )
    kek_kms: str | None = Field(default=None, description="ARN of an AWS KMS key to use as the key-encryption key (extra [kms])")
    kek_kms_previous: str | None = Field(default=None, description="ARN of the AWS KMS key before, until `gateway keys rotate` has run")
    vendor_ca_file: Path | None = Field(
        default=None, strict=False, description="trust these certificate authorities for vendors instead of the system's"
    )
    contact: str = Field(default="", pattern=r"^[^\x00-\x1f\x7f]*$", description="whom a refused caller may ask; stands in every refusal")
    replica: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9._-]{0,64}$",
        description="name of this instance where several share one database: each writes logs of its own, under its own name",
    )
    workers: int = Field(default=1, ge=1, le=256, description="processes")
    allow_local_upstreams: bool = Field(default=False, description="allow [upstreams]; development only")
    listen: Listen = Listen()
    limits: Limits = Limits()
    index: Index = Index()
    tenants: dict[Annotated[str, Field(pattern=_NAME)], Tenant] = Field(default={}, description="development tenants")
    callers: dict[Annotated[str, Field(pattern=_NAME)], Caller] = Field(default={}, description="development callers")
    integrations: tuple[Integration, ...] = Field(default=(), description="what is switched on")
    authorisations: tuple[Authorisation, ...] = Field(default=(), description="user-directed exceptions")
    upstreams: dict[Annotated[str, AfterValidator(_vendor_host)], Annotated[str, AfterValidator(_stand_in)]] = Field(
        default={}, description="vendor host -> local stand-in; development only"
    )

    @property
    def production(self) -> bool:
        """Say whether this is the real thing."""
        return self.environment == "production"

    @model_validator(mode="after")
    def _listeners_differ(self) -> Self:
        taken = [address for address in (self.listen.egress, self.listen.admin, self.listen.inbound) if address.port]
        if len(taken) != len(set(taken)):
            raise fault("two listeners have the same address", "Give [listen] egress, admin and inbound an address each.")
        return self


SCALARS: Final[tuple[Scalar, ...]] = tuple(scalars(Settings))
"""Every scalar setting in one table, for ``--help`` and the README. The other tables of the file have no twin in the environment."""


def load(path: Path | None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the file, let the environment win, and check the whole.

    Args:
        path: the TOML file, or None for defaults and environment alone.
        environ: the environment, the process's own where left out; an empty variable counts as unset.

    Raises:
        ConfigurationError: the first fault, with its line (or variable), what is wrong and what to do.
    """
    file = read(path) if path is not None else NO_FILE
    for name in ("kek", "kek_previous"):
        if name in file.content:
            todo = f"Use {variable((name,))}, or kek_file."
            raise ConfigurationError("a secret does not belong into this file", todo=todo, where=file.where((name,)))
    twins = from_environment(SCALARS, os.environ if environ is None else environ)
    try:
        settings = Settings.model_validate_json(to_json(merged(file.content, twins)))
    except ValidationError as error:
        raise explained(error, Settings, file, twins) from None
    for place, what, todo in _contradictions(settings):
        raise ConfigurationError(what, todo=todo, where=where(place, file, twins))
    return settings


def _contradictions(settings: Settings) -> Iterator[tuple[Where, str, str]]:
    """Find values that are fine alone and wrong together."""
    yield from _unknown_tenants(settings)
    if settings.upstreams and not settings.allow_local_upstreams:
        yield ("upstreams",), "local upstreams are not allowed", "Remove [upstreams], or set allow_local_upstreams = true in development."
    yield from _own_stand_ins(settings)
    if settings.limits.max_body_bytes > settings.limits.max_buffered_bytes:
        place = ("limits", "max_body_bytes")
        yield place, "one body may be larger than all bodies together", "Lower max_body_bytes, or raise max_buffered_bytes."
    if settings.production:
        yield from _development_only(settings)


def _own_stand_ins(settings: Settings) -> Iterator[tuple[Where, str, str]]:
    taken = {address.port for address in (settings.listen.egress, settings.listen.admin, settings.listen.inbound)}
    for host, url in settings.upstreams.items():
        parts = urlsplit(url)
        if parts.port in taken and Address(str(parts.hostname), parts.port).local:
            yield ("upstreams", host), "the stand-in is one of the gateway's own listeners", "Run the stand-in on a port of its own."


def _unknown_tenants(settings: Settings) -> Iterator[tuple[Where, str, str]]:
    named: list[tuple[Where, str]] = []
    for name, caller in settings.callers.items():
        named += [(("callers", name, "tenants"), tenant) for tenant in caller.tenants]
    named += [(("integrations", at, "tenant"), row.tenant) for at, row in enumerate(settings.integrations)]
    named += [(("authorisations", at, "tenant"), row.tenant) for at, row in enumerate(settings.authorisations)]
    for place, tenant in named:
        if tenant not in settings.tenants:
            todo = did_you_mean(tenant, settings.tenants) if settings.tenants else f"Add [tenants.{tenant}]."
            yield place, f"there is no tenant {tenant!r}", todo


def _development_only(settings: Settings) -> Iterator[tuple[Where, str, str]]:
    if settings.callers:
        yield ("callers",), "callers with keys in clear are for development only", "Remove [callers]; use `gateway caller add`."
    if settings.allow_local_upstreams:
        yield ("allow_local_upstreams",), "local upstreams are for development only", "Remove the line, and [upstreams]."
    for name, tenant in settings.tenants.items():
        if tenant.consents:
            place = ("tenants", name, "consents")
            yield place, "consents by declaration are for development only", "Remove the line; record consents through the API."
    if settings.kek is None and settings.kek_file is None and settings.kek_kms is None:
        yield (), "there is no key-encryption key", "Set GATEWAY_KEK (base64 of 32 random bytes), kek_file or kek_kms."
