"""Whether a tenant's index may be relied on. Law: pure; what is missing or behind refuses the tenant's calls, and the code says which."""

from gateway.model.errors import Refused
from gateway.registry.shelf import State
from gateway.registry.snapshot import Tenant


def stand(state: State, tenant: Tenant | None) -> None:
    """Refuse what would be decided by an index that is not there or too old.

    Args:
        state: how far the tenant's texts have come.
        tenant: its settings; None for a tenant without any.

    Raises:
        Refused: ``terms_missing``: its terms were destroyed by an upgrade, or it requires them and none were ever registered;
            ``terms_outdated``: the ERP has counted more changes than it registered.
    """
    if state.lost:
        raise Refused("terms_missing", "An upgrade destroyed the tenant's registered terms; register all of them again, with replace=all.")
    if tenant is None:
        return
    if tenant.terms_required and not state.registered:
        raise Refused("terms_missing")
    if state.watermark < tenant.terms_watermark:
        raise Refused("terms_outdated")
