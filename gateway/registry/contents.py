"""What the snapshot is made from, and how. Law: pure; what was set at run time wins over what the settings declare.

The settings file may declare tenants, callers, integrations and authorisations (a development convenience). They are laid under the
stored ones and never written to the database: what is taken out of the file is gone at the next start.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gateway.registry.snapshot import Authorisation, Caller, Integration, Snapshot, Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One source's share of the registry.

    Attributes:
        tenants, integrations, authorisations: in any order.
        callers: digest of the key -> caller.
    """

    tenants: tuple[Tenant, ...] = ()
    callers: Mapping[bytes, Caller] = field(default_factory=dict, repr=False)
    integrations: tuple[Integration, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()


def assemble(stored: Contents, declared: Contents, *, epoch: int, secret: bytes) -> Snapshot:
    """Lay the stored contents over the declared ones.

    A declared caller whose name is stored as well is left out, so that a name in a record means one caller. Consents and
    authorisations of both sources count.

    Args:
        stored: from the database.
        declared: from the settings.
        epoch: the stored contents' epoch.
        secret: what the callers' digests are keyed with.
    """
    return Snapshot(
        epoch=epoch,
        digests=_callers(stored.callers, declared.callers),
        tenants=_tenants(stored.tenants, declared.tenants),
        integrations={(each.tenant, each.connector): each for each in (*declared.integrations, *stored.integrations)},
        authorisations=_authorisations((*declared.authorisations, *stored.authorisations)),
        secret=secret,
    )


def _callers(stored: Mapping[bytes, Caller], declared: Mapping[bytes, Caller]) -> dict[bytes, tuple[bytes, Caller]]:
    taken = {caller.name for caller in stored.values()}
    free = {digest: caller for digest, caller in declared.items() if caller.name not in taken}
    return {digest: (digest, caller) for digest, caller in {**free, **stored}.items()}


def _tenants(stored: Iterable[Tenant], declared: Iterable[Tenant]) -> dict[str, Tenant]:
    known = {each.name: each for each in declared}
    for each in stored:
        under = known.get(each.name)
        known[each.name] = each if under is None else replace(each, consents=each.consents | under.consents)
    return known


def _authorisations(given: Iterable[Authorisation]) -> dict[tuple[str, str, str], tuple[Authorisation, ...]]:
    grouped: defaultdict[tuple[str, str, str], list[Authorisation]] = defaultdict(list)
    for each in given:
        grouped[each.tenant, each.connector, each.feature].append(each)
    return {key: tuple(group) for key, group in grouped.items()}
