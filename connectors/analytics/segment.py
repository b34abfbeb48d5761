"""Twilio Segment: events, page views and profiles. Law: only the tracking API is offered, in its batched and its single form."""

from typing import Final

from connectors.analytics.declared import CATEGORIES
from connectors.analytics.segment_message import BATCH, MESSAGE
from gateway.model.category import Purpose
from gateway.model.connector import Body, Connector, Operation, Sample, Vendor
from gateway.model.field import CREDENTIAL, SYSTEM, Field

_CALL: Final[dict[str, Field]] = {
    "header.authorization": CREDENTIAL,
    "header.x-retry-count": SYSTEM,  # segment-analytics-python 2.4
    "header.sec-fetch-mode": SYSTEM,  # the fetch of Node.js, used by @segment/analytics-node
}

_JSON: Final = (Body(codec="json", content_types=("application/json", "text/plain")),)
"""text/plain: what the browser library sends to spare a preflight request."""

_HEADERS: Final = (
    ("Content-Type", "application/json"),
    ("Authorization", "Basic SW52ZW50ZWRXcml0ZUtleTAwMTo="),
    ("User-Agent", "analytics-python/2.4.0"),
)

_SPEC: Final = "https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/"

_BATCH: Final = Operation(
    name="batch",
    method="POST",
    path="/v1/batch",
    fields={**_CALL, **BATCH},
    bodies=_JSON,
    items="body.batch[]",
    documentation=f"{_SPEC}#batch",
    sample=Sample(
        path="/v1/batch",
        headers=_HEADERS,
        body=(
            b'{"batch":[{"integrations":{},"anonymousId":"97530ec7-1df7-437d-9c98-2a177596ebfe","properties":{"method":"oauth2","beta":true},'
            b'"timestamp":"2026-11-22T09:08:49.519+00:00","context":{"library":{"name":"analytics-python","version":"2.4.0"}},'
            b'"userId":"usr_1042","type":"track","event":"Integration Connected","messageId":"e9c5ba76-1f84-4e42-8a10-7dd43af29825"}],'
            b'"sentAt":"2026-11-22T09:08:49.719288+00:00","writeKey":"InventedWriteKey001"}'
        ),
    ),
)


def _single(name: str, own: bytes) -> Operation:
    """One of the six calls: they differ in nothing but the fields they use."""
    return Operation(
        name=name,
        method="POST",
        path=f"/v1/{name}",
        fields={**_CALL, **MESSAGE},
        bodies=_JSON,
        documentation=f"{_SPEC}#{name}",
        sample=Sample(
            path=f"/v1/{name}",
            headers=_HEADERS,
            body=(
                b'{"messageId":"e9c5ba76-1f84-4e42-8a10-7dd43af29825","timestamp":"2026-11-22T09:08:49.519Z","userId":"usr_1042",'
                b'"context":{"library":{"name":"http","version":"1"}},"integrations":{"All":true},' + own + b"}"
            ),
        ),
    )


_VENDOR: Final = Vendor(
    legal_name="Twilio Inc.",
    service="Product analytics: collects usage events and passes them to the tools the customer chose",
    hq_country="US",
    role="processor",
    # https://www.twilio.com/docs/segment/guides/regional-segment: certified under the Data Privacy Framework; EU workspaces in Dublin.
    mechanisms={"US": "dpf", "IE": "adequacy"},
    categories=CATEGORIES,
    resells=False,
    ad_platform=False,
    trains_models=True,  # predictive traits are models made of the customer's events; whether of others' too is not known
    documentation="https://www.twilio.com/en-us/legal/data-protection-addendum",
    reviewed="2026-11-22",
)

SEGMENT: Final = Connector(
    name="segment",
    family="analytics",
    hosts={"api.segment.io": "US", "events.eu1.segmentapis.com": "IE"},
    vendor=_VENDOR,
    purposes=(Purpose.ANALYTICS,),
    operations=(
        _BATCH,
        _single("track", b'"type":"track","event":"Board Opened","properties":{"columns":4}'),
        _single("identify", b'"type":"identify","traits":{"plan":"business","logins":5}'),
        _single("page", b'"type":"page","name":"Board","category":"app","properties":{"path":"/board","title":"Board"}'),
        _single("screen", b'"type":"screen","name":"Board","properties":{"variation":"b"}'),
        _single("group", b'"type":"group","groupId":"acc_77","traits":{"plan":"business","employees":140}'),
        _single("alias", b'"type":"alias","previousId":"anon_5521"'),
    ),
)
