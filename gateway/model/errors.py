"""Errors, grouped by what to do next. Law: a message never repeats a value from a payload, and says what to do.

GatewayError
|-- ConfigurationError   do not start; file:line, what, what to do        (operator)
|-- Refused              4xx with a stable reason code                    (caller)
|-- UpstreamError        502/504; the record says whether bytes had left  (vendor)
|-- StoreUnavailable     503; nothing leaves                              (us)
`-- ScannerFailed        a detector can not vouch for its answer: 503     (us)
"""


class GatewayError(Exception):
    """Root of all errors of our own."""


class ConfigurationError(GatewayError):
    """The gateway must not start.

    Args:
        what: one line, what is wrong.
        todo: one line, what to do.
        where: ``file:line`` where known.
    """

    def __init__(self, what: str, *, todo: str, where: str = "") -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what, self.todo, self.where = what, todo, where


class Refused(GatewayError):
    """The call is refused.

    Args:
        reason: code in ``model.reasons.REASONS``.
        detail: one sentence for the caller, without values.
        policies: deciding policy ids.
        transfer_id: id of the record, where one was written before this was raised.
    """

    def __init__(self, reason: str, detail: str = "", *, policies: tuple[str, ...] = (), transfer_id: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail, self.policies, self.transfer_id = reason, detail, policies, transfer_id


class UpstreamError(GatewayError):
    """The vendor could not be reached, or failed mid-way.

    Args:
        reason: ``vendor_unreachable``, ``vendor_timeout``, ``vendor_protocol`` or ``address_refused``.
        sent: True when request bytes may have left this machine.
    """

    def __init__(self, reason: str, detail: str = "", *, sent: bool) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail, self.sent = reason, detail, sent


class StoreUnavailable(GatewayError):
    """The database or the audit log can not be used: nothing leaves."""


class ScannerFailed(GatewayError):
    """A detector could not finish, so nobody can say the text is clean: nothing leaves."""
