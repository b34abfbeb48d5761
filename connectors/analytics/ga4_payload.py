"""Fields of the Measurement Protocol. Law: Google documents what a parameter means; a parameter it does not document is free text.

Sources: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference (body, query), .../reference/events
(parameters), https://support.google.com/analytics/answer/9216061 (enhanced measurement). Google takes user data hashed only; a hash of
an e-mail address is still that person, so it has the category of what was hashed.
"""

from connectors.analytics.person import CONTACT
from connectors.shapes import Shape, Shapes, expand
from gateway.model.field import CREDENTIAL, SYSTEM, Field

_ITEM: Shape = {
    "system": """currency discount index price quantity location_id creative_slot""",
    "text": """item_id item_name affiliation coupon creative_name item_brand item_category item_category2 item_category3 item_category4
        item_category5 item_list_id item_list_name item_variant promotion_id promotion_name **""",
}

_PARAMS: Shape = {
    "system": """session_id session_number engagement_time_msec timestamp_micros debug_mode currency value tax shipping level score
        percent_scrolled success video_current_time video_duration video_percent video_provider visible virtual_currency_name
        screen_resolution language file_extension campaign_id ignore_referrer engaged_session_event""",
    "email": CONTACT["email"],
    "phone": CONTACT["phone"],
    "name": CONTACT["name"],
    "address": CONTACT["address"],
    "secrets": CONTACT["secrets"],
    "visited": "page_location page_path page_referrer page_title link_url link_domain screen_name screen_class video_url",
    "search": "search_term",
    "file": "file_name",
    "cookie_id": "gclid dclid srsltid gclsrc fbclid",
    "identifier": "user_id",
    "item": "items[]",
    "text": """transaction_id coupon payment_type shipping_tier affiliation method content_type content_id item_id item_list_id
        item_list_name group_id achievement_id character level_name item_name creative_name creative_slot promotion_id promotion_name
        lead_source lead_status unconvert_lead_reason close_convert_lead_reason disqualified_lead_reason campaign source medium term
        content source_platform creative_format marketing_tactic link_text link_id link_classes outbound form_id form_name
        form_destination form_submit_text video_title **""",
}

_SHAPES: Shapes = {
    "item": _ITEM,
    "params": _PARAMS,
    "event": {"system": "timestamp_micros", "text": "name!", "params": "params"},
    "hashed_address": {
        "name": "sha256_first_name sha256_last_name",
        "address": "sha256_street postal_code",
        "area": "city region country",
    },
}

_BODY: Shape = {
    "system": """timestamp_micros validation_behavior user_agent device.category device.language device.screen_resolution
        device.operating_system device.operating_system_version device.model device.brand device.browser device.browser_version
        user_properties{}.timestamp_micros""",
    "identifier": "client_id app_instance_id user_id",
    "text": "user_properties{}.value",
    "consent": "consent.ad_user_data consent.ad_personalization non_personalized_ads",
    "ip": "ip_override",
    "area": """user_location.city user_location.region_id user_location.country_id user_location.subcontinent_id
        user_location.continent_id""",
    "email": "user_data.sha256_email_address user_data.sha256_email_address[]",
    "phone": "user_data.sha256_phone_number user_data.sha256_phone_number[]",
    "hashed_address": "user_data.address user_data.address[]",
    "event": "events[]",
}

PAYLOAD: dict[str, Field] = {
    "query.measurement_id": SYSTEM,
    "query.firebase_app_id": SYSTEM,
    "query.api_secret": CREDENTIAL,
    **expand(_BODY, _SHAPES, "body"),
}
"""Fields of /mp/collect and /debug/mp/collect alike."""
