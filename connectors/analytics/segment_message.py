"""Fields of a Segment message. Law: a name Segment reserves has its category, any other property is the application's own and free text.

Sources: https://segment.com/docs/connections/spec/ (common, identify, track, page, screen, group, alias, semantic events) and the client
sources of segment-analytics-python 2.4 and @segment/analytics-node 3.1. Reserved traits may be written in camelCase or snake_case.
"""

from connectors.analytics.person import BIRTH, CONTACT
from connectors.shapes import Shape, Shapes, expand_named, merge
from gateway.model.field import Field

_PAGE: Shape = {"visited": "path referrer search title url hash initial_referrer"}

_CONTEXT: Shape = {
    "system": """active app.name app.version app.build app.namespace channel device.adTrackingEnabled device.brand device.manufacturer
        device.model device.type device.version instanceId library.name library.version library.consumers[] locale network.bluetooth
        network.cellular network.wifi os.name os.version protocols.sourceId protocols.violations[].type protocols.violations[].field
        screen.density screen.height screen.width sessionId sessionStart timezone userAgent userAgentData.brands[].brand
        userAgentData.brands[].version userAgentData.mobile userAgentData.platform userAgentData.platformVersion
        userAgentData.architecture userAgentData.bitness userAgentData.model userAgentData.fullVersionList[].brand
        userAgentData.fullVersionList[].version location.speed""",
    "text": "campaign** device.name network.carrier referrer.name referrer.type",
    "visited": "referrer.url referrer.link",
    "identifier": "groupId externalIds[].id",
    "cookie_id": "device.advertisingId referrer.id referrer.btid",
    "device_id": "device.id device.token",
    "ip": "ip",
    "area": "location.city location.country location.region",
    "position": "location.latitude location.longitude",
    "consent": "consent.categoryPreferences{} consent.tcfPolicyVersion consent.status",
    "external_ids": "externalIds[]",
    "page": "page",
    "traits": "traits",
}

_TRAITS: Shape = {
    "private": "avatar",
    "system": "createdAt created_at employees company.employee_count company.employeeCount",
    "identifier": "id company.id",
    "name": "name",
    "job": "title",
    "workplace": "company company.name company**",
    "organization": "website",
    "settings": "plan company.plan",
    "text": "description industry company.industry **",
}

_PROPERTIES: Shape = {"search": "query search_query searchQuery", "visited": "path referrer search url", "text": "**"}

_MESSAGE: Shape = {
    "system": "type messageId timestamp originalTimestamp sentAt receivedAt version channel _metadata**",
    "identifier": "anonymousId userId previousId groupId",
    "text": "event! name category integrations**",
    "context": "context",
    "traits": "traits",
    "properties": "properties",
}

_SHAPES: Shapes = {
    "context": _CONTEXT,
    "external_ids": {"system": "collection encoding type"},
    "page": _PAGE,
    "traits": merge(CONTACT, BIRTH, _TRAITS),
    "properties": merge(CONTACT, _PROPERTIES),
    "message": _MESSAGE,
    "single": merge(_MESSAGE, {"secret": "writeKey"}),
    "batch": {"system": "sentAt timestamp", "secret": "writeKey", "text": "integrations**", "context": "context", "message": "batch[]"},
}
"""A page's and a product's ``name`` and ``title`` in properties are free text; in traits they are a person's. ``query`` is what somebody
searched for inside the application (Products Searched)."""

MESSAGE: dict[str, Field] = expand_named("single", _SHAPES, "body")
"""One call: /v1/track, /v1/identify and so on."""

BATCH: dict[str, Field] = expand_named("batch", _SHAPES, "body")
"""Calls in a list."""
