"""Every way to say no, in one table. Law: codes are stable; a code that is not here can not be answered."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Reason(NamedTuple):
    """What a refusal looks like from outside (RFC 9457)."""

    status: int
    title: str
    todo: str


REASONS: Final[Mapping[str, Reason]] = {
    "malformed_request": Reason(400, "The request is malformed", "Send a request that follows RFC 9112."),
    "ambiguous_framing": Reason(
        400, "The request's framing is ambiguous", "Send exactly one Content-Length or Transfer-Encoding: chunked."
    ),
    "body_undecodable": Reason(
        400, "The body can not be decoded", "Send the body in the format its headers announce, whole and without trailing bytes."
    ),
    "body_unexpected": Reason(400, "This operation takes no body", "Send the request without a body."),
    "purpose_missing": Reason(400, "No purpose is named", "Name one in Gateway-Purpose; this connector serves several."),
    "purpose_unknown": Reason(400, "The purpose is unknown", "Use analytics, error_tracking, marketing or linked_service."),
    "tenant_missing": Reason(400, "No tenant is named", "Name one in Gateway-Tenant; this caller serves several."),
    "destination_missing": Reason(400, "No vendor host is named", "Use CONNECT, an absolute target, or /{vendor-host}/{path}."),
    "body_timeout": Reason(408, "The body arrived too slowly", "Send the whole body without pauses."),
    "caller_unknown": Reason(
        401, "The caller key is missing or wrong", "Send the key from `gateway caller add` in Gateway-Key, or as proxy credentials."
    ),
    "proxy_caller_unknown": Reason(
        407, "The caller key is missing or wrong", "Send CALLER:KEY from `gateway caller add` as proxy credentials."
    ),
    "policy_denied": Reason(403, "A policy forbids this transfer", "See `policies`; the clause of each is in `gateway check`."),
    "nothing_left": Reason(403, "Nothing of this request may leave", "See `policies`; every part of the request was forbidden."),
    "required_field_forbidden": Reason(
        403, "A field the vendor requires may not leave", "See `policies`; send the call without that data."
    ),
    "host_unknown": Reason(403, "The host is no known vendor", "Add a connector for it, or call a vendor the gateway knows."),
    "port_refused": Reason(403, "The port is not open for this vendor", "Use the vendor's own port."),
    "operation_unknown": Reason(
        403, "The vendor has no such documented operation", "Call a documented operation, or extend the connector."
    ),
    "address_refused": Reason(
        403, "The vendor's address may not be contacted", "Private, loopback and special addresses are refused; check DNS."
    ),
    "tenant_not_granted": Reason(403, "The caller may not act for this tenant", "Grant the tenant to the caller, or name another."),
    "purpose_not_granted": Reason(403, "The caller may not use this purpose", "Grant the purpose to the caller, or name another."),
    "misdirected": Reason(421, "The request is for another host than its connection", "Open a new CONNECT tunnel for that host."),
    "body_too_large": Reason(413, "The body is too large after decoding", "Send smaller batches."),
    "encoding_unknown": Reason(415, "The content encoding can not be read", "Use exactly one of gzip, deflate, br, zstd or identity."),
    "type_unknown": Reason(415, "The content type can not be read", "Use the content type the vendor documents for this operation."),
    "expectation_failed": Reason(417, "The expectation can not be met", "Send only Expect: 100-continue."),
    "upgrade_refused": Reason(400, "Protocol upgrades are not offered", "Send the request without Upgrade."),
    "rate_limited": Reason(429, "The gateway's own rate limit is reached", "Wait for Retry-After seconds."),
    "capacity_reached": Reason(503, "The gateway holds as many bodies as it may", "Wait for Retry-After seconds."),
    "vendor_unreachable": Reason(502, "The vendor can not be reached", "Try again later; the record says whether bytes had left."),
    "vendor_protocol": Reason(502, "The vendor's answer is not HTTP", "Try again later; the record says whether bytes had left."),
    "answer_unlabelled": Reason(
        503, "The vendor's answer can not be labelled, so it is not passed on", "Wait for Retry-After seconds, or fetch less at a time."
    ),
    "vendor_timeout": Reason(504, "The vendor is too slow", "Try again later; the record says whether bytes had left."),
    "record_unavailable": Reason(
        503, "The transfer can not be recorded, so it is not made", "Wait for Retry-After seconds; the operator must look at the log store."
    ),
    "policy_unavailable": Reason(
        503, "The transfer can not be judged, so it is not made", "The operator must look at the policy set and the detectors."
    ),
    "keys_missing": Reason(
        503, "The tenant's keys were destroyed or can not be opened", "The operator must look at the gateway's log and at key_events."
    ),
    "terms_missing": Reason(
        503, "The tenant's registered terms are missing", "Register them with PUT /v1/tenants/{t}/terms?replace=all, then repeat the call."
    ),
    "terms_outdated": Reason(
        503, "The tenant's registered terms are older than the ERP's", "Register what changed, with the watermark, then repeat the call."
    ),
    "terms_pending": Reason(503, "A worker has not confirmed the registration", "Send the same registration again; it is idempotent."),
    "draining": Reason(503, "The gateway is shutting down", "Send the request to another replica."),
    "internal": Reason(500, "The gateway failed, so nothing was sent", "Report the transfer id to the operator."),
    "not_found": Reason(404, "There is no such thing", "Check the path and your grants."),
    "bad_input": Reason(400, "The input is not valid", "See `detail`."),
    "method_refused": Reason(405, "The method is not offered here", "See /openapi.json for what is."),
    "caller_exists": Reason(409, "The caller name is taken", "Choose another name; a caller's key can not be shown again."),
    "store_unavailable": Reason(503, "The database can not be used", "Wait for Retry-After seconds; the operator must look at it."),
    "role_missing": Reason(403, "The key does not have the role for this", "Use a key with the role the route names."),
}
