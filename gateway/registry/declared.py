"""What the settings file declares, in the registry's own nouns. Law: nothing is added to what stands there."""

from gateway.registry.contents import Contents
from gateway.registry.keys import DIGEST_INFO, digest_key
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Tenant
from gateway.settings import Settings
from gateway.vault.keyring import Keys


def declared(settings: Settings, keyring: Keys) -> Contents:
    """Read the development tables of the settings (production has none of them).

    Args:
        settings: checked settings.
        keyring: callers' keys are hashed at once, and kept hashed only.
    """
    secret = keyring.derive(DIGEST_INFO)
    return Contents(
        tenants=tuple(
            Tenant(
                name=name,
                region=each.region,
                consents=frozenset(each.consents),
                terms_required=each.terms_required,
                terms_watermark=each.terms_watermark,
            )
            for name, each in settings.tenants.items()
        ),
        callers={
            digest_key(each.key.get_secret_value(), secret): Caller(
                name=name,
                tenants=frozenset(each.tenants),
                purposes=frozenset(each.purposes),
                roles=frozenset(map(Role, each.roles)),
            )
            for name, each in settings.callers.items()
        },
        integrations=tuple(
            Integration(tenant=each.tenant, connector=each.connector, purposes=frozenset(each.purposes) or None, mode=each.mode)
            for each in settings.integrations
        ),
        authorisations=tuple(
            Authorisation(
                tenant=each.tenant,
                connector=each.connector,
                feature=each.feature,
                categories=frozenset(each.categories),
                reference=each.reference,
            )
            for each in settings.authorisations
        ),
    )
