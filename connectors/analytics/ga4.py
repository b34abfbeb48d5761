"""Google Analytics 4, Measurement Protocol. Law: it is an analytics vendor like any other; no data of a Google account may come here.

Google's Limited Use rules allow no analytics exception, so this is a connector of its own and not a part of the linked Google account.
"""

from typing import Final

from connectors.analytics.declared import CATEGORIES
from connectors.analytics.ga4_payload import PAYLOAD
from gateway.model.category import Purpose
from gateway.model.connector import Body, Connector, Operation, Sample, Vendor

_REFERENCE: Final = "https://developers.google.com/analytics/devguides/collection/protocol/ga4/"


def _collect(name: str, path: str, page: str) -> Operation:
    """The endpoint that counts, or the one that only validates."""
    return Operation(
        name=name,
        method="POST",
        path=path,
        fields=PAYLOAD,
        # Google reads the body as JSON whatever it is labelled; gtag and sendBeacon label it text/plain.
        bodies=(Body(codec="json", content_types=("application/json", "text/plain")),),
        items="body.events[]",
        documentation=_REFERENCE + page,
        sample=Sample(
            path=path,
            query="measurement_id=G-INVENTED01&api_secret=InventedApiSecret0001",
            headers=(("Content-Type", "application/json; charset=utf-8"), ("User-Agent", "Python-urllib/3.11")),
            body=(
                b'{"client_id": "204119952.1700815918", "events": [{"name": "page_view", "params": {"page_location": "https://erp.example/board", '
                b'"page_title": "Board", "priority": "high", "engagement_time_msec": "120", "session_id": 1795338484}}], '
                b'"user_properties": {"plan_kind": {"value": "business"}}}'
            ),
        ),
    )


_VENDOR: Final = Vendor(
    legal_name="Google LLC",
    service="Web and product analytics",
    hq_country="US",
    role="processor",
    # https://business.safety.google/adsprocessorterms/: Google LLC is on the Data Privacy Framework list, with contractual clauses beside.
    mechanisms={"US": "dpf", "BE": "adequacy"},
    categories=CATEGORIES,
    resells=False,
    ad_platform=True,  # linked to Google Ads at a switch of the property's owner
    trains_models=True,  # modelled conversions and audiences are made of customers' events
    documentation="https://business.safety.google/adsprocessorterms/",
    reviewed="2026-11-22",
)

GA4: Final = Connector(
    name="ga4",
    family="analytics",
    # The reference says that region1 collects "in the EU" and names no country; BE stands for it, as Google's first site there.
    hosts={"www.google-analytics.com": "US", "region1.google-analytics.com": "BE"},
    vendor=_VENDOR,
    purposes=(Purpose.ANALYTICS,),
    operations=(
        _collect("collect", "/mp/collect", "reference"),
        _collect("validate", "/debug/mp/collect", "validating-events"),
    ),
)
