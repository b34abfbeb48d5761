"""How stored and declared contents become one snapshot."""

from gateway.model.category import Mode, Purpose
from gateway.registry.contents import Contents, assemble
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Snapshot, Tenant


def caller(name: str, *roles: Role) -> Caller:
    return Caller(name=name, tenants=frozenset({"acme"}), purposes=frozenset(), roles=frozenset(roles))


def assembled(stored: Contents, declared: Contents) -> Snapshot:
    return assemble(stored, declared, epoch=7, secret=bytes(32))


def test_the_epoch_is_the_stored_one() -> None:
    assert assembled(Contents(), Contents()).epoch == 7


def test_a_stored_tenant_wins_but_declared_consents_stay() -> None:
    stored = Contents(tenants=(Tenant(name="acme", region="DE", mode=Mode.SCAN, consents=frozenset({Purpose.ANALYTICS})),))
    declared = Contents(
        tenants=(Tenant(name="acme", region="IE", consents=frozenset({Purpose.MARKETING})), Tenant(name="beta", region="FR"))
    )
    tenants = assembled(stored, declared).tenants
    assert tenants["acme"] == Tenant(name="acme", region="DE", mode=Mode.SCAN, consents=frozenset({Purpose.ANALYTICS, Purpose.MARKETING}))
    assert tenants["beta"].region == "FR"


def test_a_stored_integration_wins() -> None:
    stored = Contents(integrations=(Integration(tenant="acme", connector="sentry", enabled=False),))
    declared = Contents(integrations=(Integration(tenant="acme", connector="sentry"), Integration(tenant="acme", connector="*")))
    integrations = assembled(stored, declared).integrations
    assert not integrations["acme", "sentry"].enabled
    assert integrations["acme", "*"].enabled


def test_a_declared_caller_loses_its_key_when_the_name_is_stored() -> None:
    stored = Contents(callers={b"new": caller("erp", Role.EGRESS)})
    declared = Contents(callers={b"old": caller("erp", Role.ADMIN), b"dev": caller("dev", Role.ADMIN)})
    digests = assembled(stored, declared).digests
    assert {digest: held.name for digest, (_, held) in digests.items()} == {b"new": "erp", b"dev": "dev"}
    assert digests[b"new"][1].roles == {Role.EGRESS}


def test_authorisations_of_both_sources_count() -> None:
    def authorisation(reference: str) -> Authorisation:
        return Authorisation(tenant="acme", connector="g", feature="f", categories=frozenset({"integro.task"}), reference=reference)

    found = assembled(Contents(authorisations=(authorisation("S-1"),)), Contents(authorisations=(authorisation("D-1"),)))
    assert [each.reference for each in found.authorisations["acme", "g", "f"]] == ["D-1", "S-1"]


def test_digests_do_not_show_in_repr() -> None:
    assert "new" not in repr(Contents(callers={b"new": caller("erp")}))
