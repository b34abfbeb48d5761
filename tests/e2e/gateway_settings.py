"""Settings of gateways under test, and how they are written down. Law: development, every vendor a stand-in."""

import json
from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "dev-key-erp-0123"
"""Key of the caller ``erp``, who holds tenant ``acme``, every purpose and every role."""


def settings(upstream: str, **changes: Any) -> dict[str, Any]:
    """A development gateway's settings: tenant acme, callers erp and others, everything switched on, every vendor at ``upstream``.

    Args:
        upstream: URL of the stand-in for every vendor host.
        changes: top-level keys to replace, or to drop where None.
    """
    base: dict[str, Any] = {
        "environment": "development",
        "allow_local_upstreams": True,
        "listen": {"egress": "127.0.0.1:0", "admin": "127.0.0.1:0", "inbound": "127.0.0.1:0"},
        "tenants": {
            "acme": {"region": "IE", "consents": ["analytics", "marketing", "linked_service"]},
            "globex": {"region": "DE", "consents": []},
        },
        "callers": {
            "erp": {
                "key": KEY,
                "tenants": ["acme"],
                "purposes": ["error_tracking", "analytics", "marketing", "linked_service"],
                "roles": ["egress", "admin", "auditor"],
            }
        },
        "integrations": [{"tenant": "acme", "connector": "*"}],
        "upstreams": {"*": upstream},
        # the machine the tests run on may be short of disk; its own tests set this
        "limits": {"min_free_disk_bytes": 0},
    }
    return {name: value for name, value in (base | changes).items() if value is not None}


def toml(tree: Mapping[str, Any], place: tuple[str, ...] = ()) -> str:
    """Write settings as TOML: plain values first, then tables, then arrays of tables."""
    name = ".".join(json.dumps(part) for part in place)
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in tree.items() if not _is_table(value)]
    text = (f"[{name}]\n" if place else "") + "\n".join(lines) + "\n"
    for key, value in tree.items():
        if isinstance(value, Mapping):
            text += toml(value, (*place, key))
        elif _is_table(value):
            text += "".join(toml(each, (*place, key)).replace("[", "[[", 1).replace("]", "]]", 1) for each in value)
    return text


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))
