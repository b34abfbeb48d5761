"""The closed vocabulary of data categories, origins, purposes and modes. Law: a word that is not here can not be allowed.

User categories are keys of the fideslang taxonomy 3.1 (Ethyca, CC BY 4.0, https://ethyca.github.io/fideslang/); only the keys
the gateway uses are listed. ``integro.*`` extends it with the ERP's own data; ``system.*`` says how a field is looked at.
"""

from enum import StrEnum

INTEGRO = frozenset(
    f"integro.{leaf}" for leaf in ("project", "task", "comment", "attachment", "team", "client", "search_query", "collaboration", "record")
)
"""What the ERP's tenants work on. ``integro.record`` is a whole ERP object whose parts nobody named (a frame's local variable)."""

USER = frozenset(
    {
        "user.account.settings",
        "user.authorization.credentials",
        "user.behavior",
        "user.behavior.browsing_history",
        "user.behavior.search_history",
        "user.biometric",
        "user.contact.address",
        "user.contact.email",
        "user.contact.organization",
        "user.contact.phone_number",
        "user.content.private",
        "user.criminal_history",
        "user.demographic",
        "user.demographic.date_of_birth",
        "user.demographic.political_opinion",
        "user.demographic.race_ethnicity",
        "user.demographic.religious_belief",
        "user.demographic.sexual_orientation",
        "user.device",
        "user.device.cookie_id",
        "user.device.device_id",
        "user.device.ip_address",
        "user.financial.bank_account",
        "user.government_id",
        "user.health_and_medical",
        "user.health_and_medical.genetic",
        "user.job_title",
        "user.location.imprecise",
        "user.location.precise",
        "user.name",
        "user.payment",
        "user.privacy_preferences",
        "user.telemetry",
        "user.unique_id",
        "user.unique_id.pseudonymous",
        "user.workplace",
    }
)

SYSTEM = frozenset({"system.operations", "system.free_text", "system.vendor_credential", "system.unmapped"})

VOCABULARY = INTEGRO | USER | SYSTEM

OTHER_TENANT = "other_tenant"
"""Beside the origin of a text that only other tenants obtained from a vendor."""

ORIGINS = frozenset({"integro", "google.restricted", "google.sensitive", "google.basic", "msgraph", OTHER_TENANT})
"""Where a value came from. A label beside the category: it survives copying, truncation and re-encoding."""


class Purpose(StrEnum):
    """The closed list of purposes (privacy policy, "the only data we share"; obligations 3, 7, 20)."""

    ANALYTICS = "analytics"
    ERROR_TRACKING = "error_tracking"
    MARKETING = "marketing"
    LINKED_SERVICE = "linked_service"


class Mode(StrEnum):
    """What becomes of fields nobody declared."""

    STRICT = "strict"
    SCAN = "scan"
    OBSERVE = "observe"


def covered(category: str, declared: frozenset[str]) -> bool:
    """Say whether a category or one of its ancestors is declared: ``user.contact`` covers ``user.contact.email``."""
    parts = category.split(".")
    return any(".".join(parts[:depth]) in declared for depth in range(1, len(parts) + 1))
