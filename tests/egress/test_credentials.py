"""What a caller shows, read in one way."""

import base64

import pytest

from gateway.egress.credentials import Credentials, credentials_of, own_headers, said
from gateway.model.errors import Refused


def basic(text: str | bytes) -> dict[str, str]:
    raw = text if isinstance(text, bytes) else text.encode()
    return {"proxy-authorization": "Basic " + base64.b64encode(raw).decode()}


def test_only_what_is_said_to_the_gateway_is_collected() -> None:
    headers = (("Gateway-Key", "k"), ("Host", "h"), ("GATEWAY-Tenant", "acme"), ("Proxy-Authorization", "x"), ("X-Gateway", "y"))
    own = own_headers(headers)
    assert own == {"gateway-key": "k", "gateway-tenant": "acme", "proxy-authorization": "x"}
    assert said(own) == {"gateway-tenant": "acme"}


@pytest.mark.parametrize("name", ["Gateway-Key", "Gateway-Tenant", "Proxy-Authorization"])
def test_a_header_said_twice_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="malformed_request"):
        own_headers(((name, "a"), (name.upper(), "a")))


def test_proxy_credentials_come_first_then_the_header_then_the_path() -> None:
    everything = basic("erp:k1") | {"gateway-key": "k2"}
    assert credentials_of(everything, "k3") == Credentials(kind="proxy", name="erp", key="k1")
    assert credentials_of({"gateway-key": "k2"}, "k3") == Credentials(kind="header", key="k2")
    assert credentials_of({}, "k3") == Credentials(kind="path", key="k3")
    assert credentials_of({}) == Credentials(kind="none")


def test_the_caller_name_carries_context() -> None:
    shown = credentials_of(basic("erp+tenant=acme+purpose=error_tracking+subject=a=b:k:ey"))
    assert (shown.name, shown.key) == ("erp", "k:ey")
    assert shown.context == {"tenant": "acme", "purpose": "error_tracking", "subject": "a=b"}


@pytest.mark.parametrize("user", ["erp+tennant=acme", "erp+tenant", "erp+", "erp+tenant=a+tenant=b", "erp+key=x"])
def test_a_caller_name_with_an_unknown_word_is_refused_and_not_quoted(user: str) -> None:
    with pytest.raises(Refused, match="malformed_request") as refused:
        credentials_of(basic(f"{user}:k"))
    assert user not in str(refused.value)


@pytest.mark.parametrize("value", ["", "Basic", "Basic ***", "Bearer ZXJwOms=", "Basic /w==", "Basic ZXJw\u00e9", "Negotiate x"])
def test_what_can_not_be_read_is_a_wrong_key_and_hides_no_other(value: str) -> None:
    shown = credentials_of({"proxy-authorization": value, "gateway-key": "good"}, "good")
    assert (shown.kind, shown.key) == ("proxy", "")


def test_an_empty_key_header_is_a_wrong_key_and_hides_no_other() -> None:
    assert credentials_of({"gateway-key": ""}, "good") == Credentials(kind="header")


def test_no_repr_shows_a_key_or_a_person() -> None:
    shown = repr(credentials_of(basic("erp+subject=person-7:planted-key")))
    assert "planted-key" not in shown
    assert "person-7" not in shown
    assert "erp" in shown
