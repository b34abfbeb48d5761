"""Errors, grouped by what to do next."""

import pytest

from gateway.model.errors import ConfigurationError, GatewayError, Refused, UpstreamError

SHOWN = {
    "gateway.toml:3: no key": ConfigurationError("no key", todo="Make one.", where="gateway.toml:3"),
    "no key": ConfigurationError("no key", todo="Make one."),
    "bad_input: line 3": Refused("bad_input", "line 3"),
    "bad_input": Refused("bad_input"),
    "vendor_timeout: late": UpstreamError("vendor_timeout", "late", sent=True),
    "vendor_timeout": UpstreamError("vendor_timeout", sent=False),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_an_error_reads_as_one_line(shown: str) -> None:
    assert str(SHOWN[shown]) == shown
    assert isinstance(SHOWN[shown], GatewayError)


def test_an_error_keeps_its_parts() -> None:
    configuration = ConfigurationError("no key", todo="Make one.", where="gateway.toml:3")
    assert (configuration.what, configuration.todo, configuration.where) == ("no key", "Make one.", "gateway.toml:3")
    refused = Refused("policy_denied", "d", policies=("p",), transfer_id="t")
    assert (refused.reason, refused.detail, refused.policies, refused.transfer_id) == ("policy_denied", "d", ("p",), "t")
    upstream = UpstreamError("vendor_timeout", "late", sent=True)
    assert (upstream.reason, upstream.detail, upstream.sent) == ("vendor_timeout", "late", True)
