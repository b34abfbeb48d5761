"""Sees what a text carries. Law of this room: pure; a span never holds the text; a detector that can not vouch for its answer raises.

One seam: everything here is a ``gateway.model.decision.Scanner``. It reads all leaves of a request at once, joined by U+001F, and no
span of its crosses one. A leaf that is a key stands right before its value.
"""

from gateway.detect.identifiers import IDENTIFIERS
from gateway.detect.personal import PERSONAL
from gateway.detect.personal_devices import DEVICES
from gateway.detect.personal_people import PEOPLE
from gateway.detect.personal_places import PLACES
from gateway.detect.scan import PatternScanner
from gateway.detect.secrets import SECRETS
from gateway.detect.special import SentenceScanner
from gateway.model.decision import Scanner

PATTERNS = (*PERSONAL, *IDENTIFIERS, *DEVICES, *PLACES, *PEOPLE, *SECRETS)
"""What one pass looks for. Two sets, for persons and for secrets, take nearly twice as long as one."""


def default_scanners() -> tuple[Scanner, ...]:
    """Build the detectors every request passes, whatever its tenant (some 0.4 s, most of it the lexicon: once, at start)."""
    return PatternScanner(PATTERNS), SentenceScanner()
