"""What an analytics vendor may hold at most. Law: an ancestor covers its descendants, so each entry is as deep as it must be."""

from typing import Final

CATEGORIES: Final = frozenset(
    {
        "user.unique_id",
        "user.device.device_id",
        "user.behavior",
        "user.location.imprecise",
        "user.telemetry",
        "user.account.settings",
        "user.privacy_preferences",
    }
)
"""``user.device`` would cover the IP address and cookies, so only the device's own id is here. ``user.privacy_preferences``: a vendor that is
not told that consent is missing goes on as if it were given (https://segment.com/docs/privacy/consent-management/)."""
