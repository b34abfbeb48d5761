"""Mixpanel: events and profiles. Law: only ingestion is offered; queries, exports and feature flags are unknown operations."""

from typing import Final

from connectors.analytics.declared import CATEGORIES
from connectors.analytics.mixpanel_record import GOT, POSTED
from gateway.model.category import Purpose
from gateway.model.connector import Body, Connector, Operation, Sample, Vendor

_NESTED: Final = {"data": "json_or_base64"}

_BODIES: Final = (
    Body(codec="form", content_types=("application/x-www-form-urlencoded",), nested=_NESTED),
    Body(codec="json", content_types=("application/json",)),
    Body(codec="ndjson", content_types=("application/x-ndjson",)),
)

_REFERENCE: Final = "https://developer.mixpanel.com/reference/"

_PAGES: Final = {"track": "track-event", "import": "import-events", "engage": "profile-set", "groups": "group-set-property"}


def _posted(name: str, form: bytes) -> Operation:
    """A record, or a list of records, in a form or as JSON."""
    return Operation(
        name=name,
        method="POST",
        path=f"/{name}",
        fields=POSTED[name],
        bodies=_BODIES,
        items="body.data[]",
        documentation=_REFERENCE + _PAGES[name],
        sample=Sample(
            path=f"/{name}",
            headers=(("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "python-requests/2.34.2")),
            body=form,
        ),
    )


def _got(name: str, query: str) -> Operation:
    """A record in the query."""
    return Operation(
        name=f"{name}.get",
        method="GET",
        path=f"/{name}",
        fields=GOT[name],
        query_nested=_NESTED,
        documentation="https://github.com/mixpanel/mixpanel-node",
        sample=Sample(path=f"/{name}", query=query),
    )


_EVENT: Final = (
    b"data=%5B%7B%22event%22%3A+%22Widget+Rendered%22%2C+%22properties%22%3A+%7B%22token%22%3A+%22InventedProjectToken%22%2C+%22distinct_id%22"
    b"%3A+%22usr_1042%22%2C+%22time%22%3A+1795338503.86%2C+%22%24insert_id%22%3A+%22ac8b2651008543da8e90ed9ba4aae20b%22%2C+%22mp_lib%22%3A"
    b"+%22python%22%2C+%22%24lib_version%22%3A+%225.4.1%22%2C+%22widget%22%3A+%22burndown%22%7D%7D%5D&verbose=1&ip=0"
)
_PROFILE: Final = (
    b"data=%5B%7B%22%24token%22%3A+%22InventedProjectToken%22%2C+%22%24time%22%3A+1795338504.52%2C+%22%24distinct_id%22%3A+%22usr_1042%22%2C"
    b"+%22%24set%22%3A+%7B%22plan%22%3A+%22business%22%7D%7D%5D&verbose=1&ip=0"
)
_GROUP: Final = (
    b"data=%5B%7B%22%24token%22%3A+%22InventedProjectToken%22%2C+%22%24time%22%3A+1795338504.52%2C+%22%24group_key%22%3A+%22company%22%2C"
    b"+%22%24group_id%22%3A+%22acc_77%22%2C+%22%24set%22%3A+%7B%22employees%22%3A+140%7D%7D%5D&verbose=1&ip=0"
)

_EVENT_QUERY: Final = (
    "ip=0&verbose=0&data=eyJldmVudCI6IldpZGdldCBSZW5kZXJlZCIsInByb3BlcnRpZXMiOnsiZGlzdGluY3RfaWQiOiJ1c3JfMTA0MiIsIiRpbnNlcnRf"
    "aWQiOiIyNDRhMDVhZS0yYTA1LTRjM2QtYmEwZC01MjE3NjY0ZjBlNjMiLCJ3aWRnZXQiOiJidXJuZG93biIsInRva2VuIjoiSW52ZW50ZWRQcm9qZWN0VG9r"
    "ZW4iLCJtcF9saWIiOiJub2RlIiwiJGxpYl92ZXJzaW9uIjoiMC4yNC4wIn19"
)
_PROFILE_QUERY: Final = (
    "ip=0&verbose=0&data=eyIkc2V0Ijp7InBsYW4iOiJidXNpbmVzcyJ9LCIkdG9rZW4iOiJJbnZlbnRlZFByb2plY3RUb2tlbiIsIiRkaXN0aW5jdF9pZCI6"
    "InVzcl8xMDQyIn0%3D"
)
_GROUP_QUERY: Final = (
    "ip=0&verbose=0&data=eyIkc2V0Ijp7ImVtcGxveWVlcyI6MTQwfSwiJHRva2VuIjoiSW52ZW50ZWRQcm9qZWN0VG9rZW4iLCIkZ3JvdXBfa2V5IjoiY29t"
    "cGFueSIsIiRncm91cF9pZCI6ImFjY183NyJ9"
)

_VENDOR: Final = Vendor(
    legal_name="Mixpanel, Inc.",
    service="Product analytics: usage events and profiles",
    hq_country="US",
    role="processor",
    # https://mixpanel.com/legal/dpa/: Data Privacy Framework, with the standard contractual clauses where it does not reach;
    # https://docs.mixpanel.com/docs/privacy/eu-residency: the EU region is Google Cloud in the Netherlands.
    mechanisms={"US": "dpf", "NL": "adequacy", "IN": "scc"},
    categories=CATEGORIES,
    resells=False,
    ad_platform=False,
    trains_models=True,  # not excluded in the data processing addendum, so not known
    documentation="https://mixpanel.com/legal/dpa/",
    reviewed="2026-11-22",
)

MIXPANEL: Final = Connector(
    name="mixpanel",
    family="analytics",
    hosts={"api.mixpanel.com": "US", "api-eu.mixpanel.com": "NL", "api-in.mixpanel.com": "IN"},
    vendor=_VENDOR,
    purposes=(Purpose.ANALYTICS,),
    operations=(
        _posted("track", _EVENT),
        _posted("import", _EVENT),
        _posted("engage", _PROFILE),
        _posted("groups", _GROUP),
        _got("track", _EVENT_QUERY),
        _got("import", _EVENT_QUERY),
        _got("engage", _PROFILE_QUERY),
        _got("groups", _GROUP_QUERY),
    ),
)
