"""Who did what on the admin interface. Law: the deed is written down before it is done; what was sent is not."""

from gateway.store.pool import Pool


async def begin(pool: Pool, *, event: str, caller: str, tenant: str) -> int:
    """Write down that a caller is about to do something.

    Args:
        pool: the database.
        event: name of the event, from the table of routes.
        caller: name.
        tenant: name, empty where it is about none.

    Returns:
        The entry's number.

    Raises:
        StoreUnavailable: it can not be written down, so it must not be done.
    """
    sql = "INSERT INTO admin_events (event, caller, tenant) VALUES ($1, $2, $3) RETURNING id"
    number: int = await pool.fetchval(sql, event, caller, tenant)
    return number


async def end(pool: Pool, number: int, *, status: int) -> None:
    """Write down how it was answered, by HTTP status. An entry without one is a deed whose end nobody saw."""
    await pool.execute("UPDATE admin_events SET status = $2 WHERE id = $1", number, status)
