"""Sees what a text carries. Law of this room: pure; a span never holds the text; a detector that can not vouch for its answer raises.

One seam: everything here is a ``gateway.model.decision.Scanner``. It reads all leaves of a request at once, joined by U+001F, and no
span of its crosses one. A leaf that is a key stands right before its value.
"""
