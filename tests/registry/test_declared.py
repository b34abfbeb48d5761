"""The settings' development tables in the registry's own nouns."""

from gateway.model.category import Mode, Purpose
from gateway.registry.contents import Contents, assemble
from gateway.registry.declared import declared
from gateway.registry.keys import DIGEST_INFO
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Tenant
from gateway.settings import Settings
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")
SETTINGS = Settings.model_validate(
    {
        "tenants": {"acme": {"region": "IE", "consents": (Purpose.ANALYTICS,)}},
        "callers": {"erp": {"key": "dev-key-erp", "tenants": ("acme",), "purposes": (Purpose.ANALYTICS,), "roles": ("egress", "auditor")}},
        "integrations": (
            {"tenant": "acme", "connector": "*"},
            {"tenant": "acme", "connector": "sentry", "purposes": (Purpose.ERROR_TRACKING,), "mode": Mode.OBSERVE},
        ),
        "authorisations": (
            {"tenant": "acme", "connector": "google", "feature": "sync", "categories": ("integro.task",), "reference": "DEV-1"},
        ),
    }
)


def test_everything_declared_is_read() -> None:
    contents = declared(SETTINGS, KEYRING)
    assert contents.tenants == (Tenant(name="acme", region="IE", consents=frozenset({Purpose.ANALYTICS})),)
    assert list(contents.callers.values()) == [
        Caller(
            name="erp",
            tenants=frozenset({"acme"}),
            purposes=frozenset({Purpose.ANALYTICS}),
            roles=frozenset({Role.EGRESS, Role.AUDITOR}),
        )
    ]
    assert contents.integrations[0] == Integration(tenant="acme", connector="*", mode=Mode.STRICT)
    assert contents.integrations[1].purposes == {Purpose.ERROR_TRACKING}
    assert contents.integrations[1].mode is Mode.OBSERVE
    assert contents.authorisations == (
        Authorisation(tenant="acme", connector="google", feature="sync", categories=frozenset({"integro.task"}), reference="DEV-1"),
    )


def test_the_declared_key_works_and_is_kept_hashed_only() -> None:
    contents = declared(SETTINGS, KEYRING)
    snapshot = assemble(Contents(), contents, epoch=1, secret=KEYRING.derive(DIGEST_INFO))
    caller = snapshot.caller_by_key("dev-key-erp")
    assert caller is not None
    assert caller.name == "erp"
    assert "dev-key-erp" not in repr(contents)
