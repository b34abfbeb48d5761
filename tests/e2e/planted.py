"""What the end-to-end tests plant, and what the vendors' stand-in issued. Law: every planted string is invented and found nowhere else."""

import base64
import json
from typing import Final

TERMS: Final = {
    "project": "Harbour Lantern Pageant 2031",
    "task": "Rewire the lantern barges before dress rehearsal",
    "task_key": "HLP-318",
    "comment": "We told the guild 41,200 and kept the rest for the marquee",
    "attachment": "lantern_barge_costs_v7.xlsx",
    "client": "Osier & Drake Chandlers",
    "team": "Quayside Night Crew",
}
"""Registered as terms: name -> text."""

KINDS: Final = {"task_key": "task"}
"""The kind of a term, where it is not the term's name."""

GOOGLE: Final = {
    "google_event": "Biopsy follow-up with Dr Marchetti",
    "google_mail": "The appraisal puts the mill house at nine hundred thousand",
}
"""Registered as provenance, ``google.restricted``."""

PLANTED: Final = TERMS | GOOGLE

SENTRY_KEY: Final = "5e1bb0a7d3c94f6e8a2d1c0b9f8e7d6c"
SEGMENT_WRITE_KEY: Final = "wk-e2e-8Kq2vXw0Zr"
MIXPANEL_TOKEN: Final = "7f3d9c41aa6042ed9b1fe2e2c3d4b5a6"
MIXPANEL_SECRET: Final = "mp-secret-e2e-11aa22bb"
GOOGLE_TOKEN: Final = "ya29.e2e-standin-issued-token"
GRAPH_TOKEN: Final = "graph-e2e-standin-issued-token"


def basic(user: str, password: str = "") -> str:
    """The value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


ISSUED: Final = (
    f"sentry_key={SENTRY_KEY}",
    basic(SEGMENT_WRITE_KEY),
    MIXPANEL_TOKEN,
    basic(MIXPANEL_SECRET),
    f"Bearer {GOOGLE_TOKEN}",
    f"Bearer {GRAPH_TOKEN}",
)
"""Every credential the stand-in accepts."""

TERM_LINES: Final = "".join(json.dumps({"id": name, "kind": KINDS.get(name, name), "text": text}) + "\n" for name, text in TERMS.items())
PROVENANCE_LINES: Final = "".join(
    json.dumps({"id": name, "origin": "google.restricted", "text": text}) + "\n" for name, text in GOOGLE.items()
)
"""Bodies of ``PUT /v1/tenants/{t}/terms`` and ``.../provenance``."""
