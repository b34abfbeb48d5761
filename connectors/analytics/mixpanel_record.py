"""Fields of Mixpanel events, profiles and groups. Law: a reserved name has its category, any other property is free text.

Sources: https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties and .../default-properties,
https://developer.mixpanel.com/reference/ (track, import, engage, groups), mixpanel/__init__.py of mixpanel 5.4, mixpanel-node 0.24.
"""

from connectors.analytics.person import BIRTH, CONTACT
from connectors.shapes import Shape, Shapes, expand, expand_named, merge
from gateway.model.field import CREDENTIAL, Field

_RESERVED: Shape = {
    "system": """$app_build_number $app_version_string $bluetooth_enabled $bluetooth_version $brand $browser $browser_version $carrier
        $created $device $google_play_services $has_nfc $has_telephone $ignore $import $insert_id $lib_version $manufacturer $model
        $mp_api_endpoint $mp_api_timestamp_ms $mp_first_event_time $os $os_version $radio $screen_dpi $screen_height $screen_width
        $timezone $watch_model $wifi $android_app_version $android_app_version_code $android_brand $android_lib_version
        $android_manufacturer $android_model $android_os $android_os_version $ios_app_release $ios_app_version $ios_device_model
        $ios_lib_version $ios_version $swift_lib_version $duration $duration_s $event_count $last_seen $geo_source mp_lib
        mp_processing_time_ms mp_sent_by_lib_version""",
    "email": "$email",
    "phone": "$phone",
    "name": "$name $first_name $last_name $username",
    "private": "$avatar",
    "ip": "ip $ip",
    "area": "$city $region $country_code mp_country_code",
    "position": "$latitude $longitude",
    "device_id": "$android_devices[] $ios_devices[]",
    "identifier": "$user_id $device_id",
    "visited": "$current_url $referrer $initial_referrer $referring_domain $initial_referring_domain current_url_search mp_page",
    "searched": "mp_keyword",
    "cookie_id": "gclid fbclid msclkid dclid ttclid twclid wbraid li_fat_id",
}
"""Names Mixpanel gives a meaning to, in events and profiles alike. Click ids of advertisers are trackers."""

_TAKEN: frozenset[str] = frozenset(" ".join(_RESERVED.values()).split())

_EVENT_PROPERTIES: Shape = {
    "secret": "token!",
    "system": "time $time $source $warehouse_type",
    "identifier": "distinct_id $distinct_id $distinct_ids[] $identified_id $anon_id alias $distinct_id_before_identity",
    "text": "**",
}

_PERSON: Shape = {kind: " ".join(name for name in names.split() if name not in _TAKEN) for kind, names in CONTACT.items()}
"""What people call a person's properties, though Mixpanel reserves none of these names."""

_PROFILE: Shape = merge(_RESERVED, _PERSON, BIRTH, {"text": "**"})

_UPDATE: Shape = {
    "secret": "$token!",
    "system": "$time $ignore_time $ignore_alias $delete $last_seen",
    "ip": "$ip",
    "text": "$unset[]",
    "profile": "$set $set_once $append $union $remove $add",
}

_SHAPES: Shapes = {
    "event_properties": merge(_RESERVED, _PERSON, _EVENT_PROPERTIES),
    "profile": _PROFILE,
    "event": {"text": "event!", "event_properties": "properties"},
    "update_profile": merge(_UPDATE, {"identifier": "$distinct_id!"}),
    "update_group": merge(_UPDATE, {"text": "$group_key!", "identifier": "$group_id!"}),
}

_FORM: Shape = {"system": "verbose ip redirect img callback test strict project_id", "secret": "api_key token"}
"""What stands beside ``data``, in a form or in the query. ``ip=1`` asks Mixpanel to look the sender up: that is the gateway."""


def _sent_as(record: str, *places: str) -> dict[str, Field]:
    """A record alone or in a list, at each place."""
    fields: dict[str, Field] = {}
    for place in places:
        fields |= expand_named(record, _SHAPES, place) | expand_named(record, _SHAPES, f"{place}[]")
    return fields


_CALL: dict[str, Field] = {"header.authorization": CREDENTIAL} | expand(_FORM, _SHAPES, "query")

_POST: dict[str, Field] = _CALL | expand(_FORM, _SHAPES, "body")

_RECORDS = {"track": "event", "import": "event", "engage": "update_profile", "groups": "update_group"}

POSTED: dict[str, dict[str, Field]] = {name: _POST | _sent_as(record, "body", "body.data") for name, record in _RECORDS.items()}
"""Operation -> fields of its POST: a form with the record as JSON or base64 JSON in ``data``, or the record itself as JSON."""

GOT: dict[str, dict[str, Field]] = {name: _CALL | _sent_as(record, "query.data") for name, record in _RECORDS.items()}
"""Operation -> fields of its GET: mixpanel-node puts the record into the query, as base64 JSON."""
