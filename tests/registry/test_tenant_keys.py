"""A tenant's keys: the same each time, of use for one thing and one tenant."""

from itertools import combinations

from gateway.registry.tenant_keys import TenantKeys
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")


def test_keys_are_stable_and_no_two_are_alike() -> None:
    tenants = [TenantKeys(name, ring) for name in ("acme", "beta") for ring in (KEYRING, Keyring(bytes(32), "kek1"))]
    for keys in tenants:
        again = TenantKeys(keys.tenant, keys.keyring)
        assert (keys.secrets, keys.key_id, keys.home, keys.digest("x")) == (again.secrets, again.key_id, again.home, again.digest("x"))
    for one, other in combinations(tenants, 2):
        assert one.secrets.filter != other.secrets.filter
        assert one.secrets.digest != other.secrets.digest
        assert one.key_id != other.key_id
        assert one.home.name != other.home.name
        assert one.digest("x") != other.digest("x")


def test_keys_have_the_sizes_their_uses_ask_for() -> None:
    keys = TenantKeys("acme", KEYRING)
    assert [len(part) for part in keys.secrets] == [24, 32]
    assert len(keys.digest("id")) == 16
    assert "acme" not in keys.home.name


def test_a_repr_shows_no_key() -> None:
    keys = TenantKeys("acme", KEYRING)
    shown = repr((keys, keys.secrets, keys.owner, keys.home))
    assert not any(repr(part) in shown for part in (*keys.secrets, KEYRING.key, keys.home.key))
