"""Canonical JSON by another implementation than the one under test."""

import json


def canonical(value):
    """RFC 8785 for strings, booleans, lists and small integers under ASCII keys, by another implementation."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
