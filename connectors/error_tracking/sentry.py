"""Sentry: error events, traces, logs, check-ins. Law: only the endpoints its SDKs send to are offered.

Minidumps, security reports, OTLP, uploads and everything else that Sentry's ingestion would take are refused as unknown operations.
"""

from typing import Final

from connectors.error_tracking.sentry_item import ENVELOPE, STORED_EVENT
from connectors.error_tracking.sentry_sample import ENVELOPE_BODY, STORE_BODY
from gateway.model.category import Purpose
from gateway.model.connector import Body, Connector, Operation, Sample, Vendor
from gateway.model.field import CREDENTIAL, SYSTEM, Field, Format, shaped

_CALL: Final[dict[str, Field]] = {
    "path.project": shaped(SYSTEM, Format.INTEGER),
    "query.sentry_version": SYSTEM,
    "query.sentry_client": SYSTEM,
    "query.sentry_key": CREDENTIAL,
    "query.sentry_secret": CREDENTIAL,
    "header.x-sentry-auth": CREDENTIAL,
    "header.authorization": CREDENTIAL,
}
"""Where the key may stand: https://develop.sentry.dev/sdk/foundations/transport/authentication/."""

_AUTH = "Sentry sentry_key=0123456789abcdef0123456789abcdef, sentry_version=7, sentry_client=sentry.python/2.75.0"

_ENVELOPE: Final = Operation(
    name="envelope",
    method="POST",
    path="/api/{project}/envelope/",
    fields={**_CALL, **ENVELOPE},
    # Any type is read as an envelope, as Sentry does: @sentry/node sends none at all.
    bodies=(Body(codec="sentry_envelope", content_types=("*",)),),
    items="body.items[]",
    documentation="https://develop.sentry.dev/sdk/foundations/envelopes/",
    sample=Sample(
        path="/api/4507732323634/envelope/",
        headers=(("Content-Type", "application/x-sentry-envelope"), ("User-Agent", "sentry.python/2.75.0"), ("X-Sentry-Auth", _AUTH)),
        body=ENVELOPE_BODY,
    ),
)

_STORE: Final = Operation(
    name="store",
    method="POST",
    path="/api/{project}/store/",
    fields={**_CALL, **STORED_EVENT},
    # SDKs of the browser send text/plain to spare a preflight request.
    bodies=(Body(codec="json", content_types=("application/json", "text/plain")),),
    documentation="https://develop.sentry.dev/sdk/miscellaneous/store/",
    sample=Sample(
        path="/api/4507732323634/store/",
        query="sentry_version=7&sentry_key=0123456789abcdef0123456789abcdef",
        headers=(("Content-Type", "application/json"),),
        body=STORE_BODY,
    ),
)

_VENDOR: Final = Vendor(
    legal_name="Functional Software, Inc. d/b/a Sentry",
    service="Error tracking: exceptions, traces and logs of the ERP's own services",
    hq_country="US",
    role="processor",
    # The US entity is on the Data Privacy Framework list (https://sentry.io/legal/dpa/, section on international transfers);
    # the EU region stores in Frankfurt (https://docs.sentry.io/organization/data-storage-location/), so only the seller is American.
    mechanisms={"US": "dpf", "DE": "adequacy"},
    categories=frozenset({"user.unique_id.pseudonymous", "user.telemetry", "user.device.device_id"}),
    resells=False,
    ad_platform=False,
    trains_models=True,  # https://sentry.io/terms/ lets service data improve the product; what that excludes is not known
    documentation="https://sentry.io/legal/dpa/",
    reviewed="2026-11-22",
)

SENTRY: Final = Connector(
    name="sentry",
    family="error_tracking",
    # https://docs.sentry.io/concepts/key-terms/dsn-explainer/: the DSN names the region's ingestion host.
    hosts={"*.ingest.sentry.io": "US", "*.ingest.us.sentry.io": "US", "*.ingest.de.sentry.io": "DE"},
    vendor=_VENDOR,
    purposes=(Purpose.ERROR_TRACKING,),
    operations=(_ENVELOPE, _STORE),
)
