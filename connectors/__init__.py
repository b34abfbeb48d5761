"""One frozen value per vendor, in families. Law: no code, no I/O, nothing but declarations."""

from typing import Final

from connectors.analytics.ga4 import GA4
from connectors.analytics.mixpanel import MIXPANEL
from connectors.analytics.segment import SEGMENT
from connectors.error_tracking.sentry import SENTRY
from connectors.google import GOOGLE
from connectors.microsoft import MICROSOFT
from gateway.model.connector import Connector

CONNECTORS: Final[tuple[Connector, ...]] = (GA4, GOOGLE, MICROSOFT, MIXPANEL, SEGMENT, SENTRY)
"""Every vendor the gateway knows. A host that none of them claims is refused."""
