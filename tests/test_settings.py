"""What can be set, and how a fault is told."""

import re
from pathlib import Path

import pytest

from gateway.model.category import Mode, Purpose
from gateway.model.errors import ConfigurationError
from gateway.settings import SCALARS, Address, Limits, Settings, load

CONTRACT = """\
environment = "development"            # "production" refuses clear keys, local upstreams and missing secrets
data_dir = "var"
allow_local_upstreams = true           # development only; `gateway check` reports it loudly

[listen]
egress = "127.0.0.1:8080"
admin = "127.0.0.1:8081"
inbound = "127.0.0.1:8082"

[tenants.acme]
region = "IE"
consents = ["analytics", "marketing", "linked_service"]   # recorded for every subject of this development tenant

[callers.erp]                          # caller name; key in clear, development only
key = "dev-key-erp"
tenants = ["acme"]
purposes = ["error_tracking", "analytics", "marketing", "linked_service"]
roles = ["egress", "admin", "auditor"] # what the key may do on the admin API

[[integrations]]
tenant = "acme"
connector = "sentry"                   # or "*" for every connector
purposes = ["error_tracking"]          # left out: the connector's own
mode = "strict"                        # strict | scan | observe

[[authorisations]]                     # what "specifically authorized by you" means for linked services (obligations.md)
tenant = "acme"
connector = "google"
feature = "calendar-sync"              # a Gateway-Feature the call must name
categories = ["integro.task"]
reference = "DEV-1"

[upstreams]                            # vendor host -> local stand-in; policy and audit still see the vendor host
"o42.ingest.sentry.io" = "http://127.0.0.1:9001"
"*" = "http://127.0.0.1:9002"          # every other allow-listed vendor host; the stand-in gets the original Host header
"""

PRODUCTION = 'environment = "production"\nkek_file = "/run/secrets/kek"\n'


def read_text(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = tmp_path / "gateway.toml"
    path.write_text(text)
    return load(path, environ or {})


def fault_of(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> tuple[str, str, str]:
    """Give where (line or variable), what and todo."""
    with pytest.raises(ConfigurationError) as caught:
        read_text(tmp_path, text, environ)
    error = caught.value
    return error.where.removeprefix(f"{tmp_path / 'gateway.toml'}:"), error.what, error.todo


def test_the_documented_file_is_read_whole(tmp_path: Path) -> None:
    settings = read_text(tmp_path, CONTRACT)
    assert not settings.production
    assert settings.listen.egress == Address("127.0.0.1", 8080)
    assert settings.tenants["acme"].consents == (Purpose.ANALYTICS, Purpose.MARKETING, Purpose.LINKED_SERVICE)
    assert settings.callers["erp"].key.get_secret_value() == "dev-key-erp"
    assert settings.callers["erp"].roles == ("egress", "admin", "auditor")
    assert (settings.integrations[0].connector, settings.integrations[0].mode) == ("sentry", Mode.STRICT)
    assert settings.authorisations[0].categories == ("integro.task",)
    assert settings.upstreams == {"o42.ingest.sentry.io": "http://127.0.0.1:9001", "*": "http://127.0.0.1:9002"}


def test_without_a_file_every_setting_has_its_default() -> None:
    settings = load(None, {})
    assert settings == Settings()
    assert (settings.environment, settings.data_dir, settings.workers, settings.limits) == ("development", Path("var"), 1, Limits())
    assert (settings.limits.max_body_bytes, settings.limits.max_buffered_bytes) == (10 * 1024**2, 256 * 1024**2)


def test_the_processs_own_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CONTACT", "dpo@example.org")
    assert load(None).contact == "dpo@example.org"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = {
        "GATEWAY_LISTEN_EGRESS": "[::]:1",
        "GATEWAY_DATA_DIR": "/data",
        "GATEWAY_DATABASE_URL": "postgresql://u:pw@db/x",
        "GATEWAY_KEK": "c2VjcmV0",
        "GATEWAY_KEK_FILE": "/run/kek",
        "GATEWAY_WORKERS": "4",
        "GATEWAY_ALLOW_LOCAL_UPSTREAMS": "true",
        "GATEWAY_LIMITS_CONNECT_SECONDS": "2.5",
        "GATEWAY_CONTACT": "",
        "HOME": "/root",
    }
    settings = read_text(tmp_path, 'contact = "file"\nworkers = 2\n[listen]\nadmin = "127.0.0.1:9"\n[limits]\naudit_queue = 7\n', environ)
    assert (settings.listen.egress, settings.listen.admin) == (Address("::", 1), Address("127.0.0.1", 9))
    assert (settings.data_dir, settings.kek_file, settings.workers) == (Path("/data"), Path("/run/kek"), 4)
    assert (settings.limits.connect_seconds, settings.limits.audit_queue) == (2.5, 7)
    assert settings.allow_local_upstreams is True
    assert settings.contact == "file"
    assert settings.database_url is not None
    assert settings.kek is not None
    assert (settings.database_url.get_secret_value(), settings.kek.get_secret_value()) == ("postgresql://u:pw@db/x", "c2VjcmV0")


def test_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    shown = repr(read_text(tmp_path, CONTRACT, {"GATEWAY_KEK": "c2VjcmV0", "GATEWAY_DATABASE_URL": "postgresql://u:pw@db/x"}))
    assert not any(secret in shown for secret in ("dev-key-erp", "c2VjcmV0", "pw@"))


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "todo"),
    [
        ("[listen]", "[listn]", "5", "listn: unknown key", "Did you mean 'listen'?"),
        ('egress = "127', 'egres = "127', "6", "listen.egres: unknown key", "Did you mean 'egress'?"),
        ('region = "IE"', 'region = "ie"', "11", "tenants.acme.region: string should match", "Correct the value"),
        ('region = "IE"', "", "10", "tenants.acme.region: is missing", "Add it."),
        ('key = "dev-key-erp"', 'key = "short"', "15", "callers.erp.key: ", "Correct the value"),
        ('key = "dev-key-erp"', 'kye = "dev-key-erp"', "14", "callers.erp.key: is missing (and 1 more)", "Add it."),
        ('tenants = ["acme"]', 'tenants = ["acne"]', "16", "there is no tenant 'acne'", "Did you mean 'acme'?"),
        ('tenants = ["acme"]', 'tenants = "acme"', "16", "callers.erp.tenants: input should be a valid", "Correct the value"),
        ('purposes = ["error_tracking"] ', 'purposes = ["error_tracing"] ', "23", "input should be 'analytics'", "Correct the value"),
        ('roles = ["egress"', 'roles = ["root"', "18", "input should be 'egress', 'admin' or 'auditor'", "Correct the value"),
        ('mode = "strict"', 'mode = "lax"', "24", "integrations.0.mode: input should be 'strict'", "Correct the value"),
        ('mode = "strict"', 'mod = "strict"', "24", "integrations.0.mod: unknown key", "Did you mean 'mode'?"),
        (
            'categories = ["integro.task"]',
            'categories = ["integro.tasks"]',
            "30",
            "'integro.tasks' is no data category",
            "Did you mean 'integro.task'?",
        ),
        ('feature = "calendar-sync"', 'feature = "calendar sync"', "29", "authorisations.0.feature: string should match", "Correct"),
        ('feature = "calendar-sync"', 'zzz = "x"', "26", "authorisations.0.feature: is missing (and 1 more)", "Add it."),
        ('"o42.ingest.sentry.io" =', '"O42.ingest.sentry.io" =', "34", "is no vendor host", "lower case"),
        ('"o42.ingest.sentry.io" =', '"sentry.io:443" =', "34", "is no vendor host", "without a port"),
        ('"http://127.0.0.1:9001"', '"127.0.0.1:9001"', "34", "scheme, host and port alone", "http://127.0.0.1:9001"),
        ('"http://127.0.0.1:9001"', '"http://127.0.0.1:9001/x"', "34", "scheme, host and port alone", "http://127.0.0.1:9001"),
        ('"http://127.0.0.1:9001"', '"http://127.0.0.1"', "34", "scheme, host and port alone", "http://127.0.0.1:9001"),
        ('"http://127.0.0.1:9001"', '"http://u@127.0.0.1:9001"', "34", "scheme, host and port alone", "http://127.0.0.1:9001"),
        ('"http://127.0.0.1:9001"', '"http://127.0.0.1:99999"', "34", "scheme, host and port alone", "http://127.0.0.1:9001"),
        ('"http://127.0.0.1:9001"', '"http://localhost:8080"', "34", "one of the gateway's own listeners", "port of its own"),
        ('admin = "127.0.0.1:8081"', 'admin = "127.0.0.1:8080"', "", "two listeners have the same address", "an address each"),
        ('admin = "127.0.0.1:8081"', 'admin = "8081"', "7", "'8081' is not an address", "host:port"),
        ('admin = "127.0.0.1:8081"', 'admin = "127.0.0.1:65536"', "7", "is not an address", "host:port"),
        ('admin = "127.0.0.1:8081"', "admin = 8081", "7", "listen.admin: ", "Correct the value"),
        ("allow_local_upstreams = true", "allow_local_upstreams = false", "33", "local upstreams are not allowed", "Remove [upstreams]"),
        ("allow_local_upstreams = true", "", "33", "local upstreams are not allowed", "Remove [upstreams]"),
        ("allow_local_upstreams = true", 'allow_local_upstreams = "true"', "3", "should be a valid boolean", "Correct the value"),
        ('data_dir = "var"', "workers = 0", "2", "workers: input should be greater", "gateway serve --help"),
        ('data_dir = "var"', 'workers = "2"', "2", "workers: input should be a valid integer", "gateway serve --help"),
        ('data_dir = "var"', 'kek = "c2VjcmV0"', "2", "a secret does not belong", "GATEWAY_KEK"),
        ('data_dir = "var"', 'kek_previous = "c2VjcmV0"', "2", "a secret does not belong", "GATEWAY_KEK_PREVIOUS"),
        ('data_dir = "var"', 'contact = "a\\nb"', "2", "contact: string should match", "Correct the value"),
        ("[listen]", "[limits]\nmax_body_bytes = 999999999\n[listen]", "6", "larger than all bodies together", "Lower max_body_bytes"),
        ("[listen]", "[limits]\nconnect_seconds = 0\n[listen]", "6", "limits.connect_seconds: input should be greater", "Correct"),
        ("[listen]", "listen = 5\n[listn]", "5", "listen: input should be", "Correct the value"),
        ("[tenants.acme]", '[tenants."a b"]', "10", "tenants.a b: string should match", "Correct the value"),
        ('data_dir = "var"', "data_dir = var", "2", "not TOML: Invalid value", "toml.io"),
        ("[upstreams] ", "[upstreams ", "33", "not TOML: ", "toml.io"),
        ('environment = "development"', 'environment = "staging"', "1", "should be 'development' or 'production'", "Correct the value"),
    ],
)
def test_a_fault_names_its_line_what_is_wrong_and_what_to_do(  # noqa: PLR0917 - a row of the table
    tmp_path: Path, old: str, new: str, line: str, what: str, todo: str
) -> None:
    assert CONTRACT.count(old) >= 1
    where, said, advice = fault_of(tmp_path, CONTRACT.replace(old, new, 1))
    if line:
        assert where == line
    assert what in said
    assert todo in advice


@pytest.mark.parametrize(
    ("name", "value", "where", "what"),
    [
        ("GATEWAY_WORKERS", "many", "GATEWAY_WORKERS", "valid integer"),
        ("GATEWAY_WORKERS", "0", "GATEWAY_WORKERS", "greater than or equal to 1"),
        ("GATEWAY_LISTEN_ADMIN", "8081", "GATEWAY_LISTEN_ADMIN", "is not an address"),
        ("GATEWAY_ENVIRONMENT", "prod", "GATEWAY_ENVIRONMENT", "'development' or 'production'"),
        ("GATEWAY_ALLOW_LOCAL_UPSTREAMS", "maybe", "GATEWAY_ALLOW_LOCAL_UPSTREAMS", "valid boolean"),
        ("GATEWAY_LISTEN_EGRES", "127.0.0.1:1", "environment", "unknown variable GATEWAY_LISTEN_EGRES"),
        ("GATEWAY_LIMITS_MAX_BODY_BYTES", "999999999", "GATEWAY_LIMITS_MAX_BODY_BYTES", "larger than all bodies together"),
    ],
)
def test_a_fault_in_the_environment_names_its_variable(tmp_path: Path, name: str, value: str, where: str, what: str) -> None:
    place, said, _ = fault_of(tmp_path, "", {name: value})
    assert place == where
    assert what in said


def test_variables_an_orchestrator_sets_for_a_service_called_gateway_are_left_alone() -> None:
    environ = {"GATEWAY_PORT": "tcp://10.0.0.1:80", "GATEWAY_SERVICE_HOST": "10.0.0.1", "GATEWAY_PORT_8080_TCP": "tcp://10.0.0.1:8080"}
    assert load(None, environ) == Settings()


@pytest.mark.parametrize(
    ("extra", "line", "what"),
    [
        (
            '[tenants.acme]\nregion = "IE"\n[callers.erp]\nkey = "dev-key-erp"\ntenants = ["acme"]\npurposes = ["analytics"]\n',
            "5",
            "keys in clear",
        ),
        ("allow_local_upstreams = true\n", "3", "local upstreams are for development"),
        ('[tenants.acme]\nregion = "IE"\nconsents = ["analytics"]\n', "5", "consents by declaration"),
    ],
)
def test_production_refuses_what_only_development_may_have(tmp_path: Path, extra: str, line: str, what: str) -> None:
    where, said, todo = fault_of(tmp_path, PRODUCTION + extra)
    assert (where, bool(todo)) == (line, True)
    assert what in said


def test_production_refuses_to_start_without_its_secret(tmp_path: Path) -> None:
    _, what, todo = fault_of(tmp_path, 'environment = "production"\n')
    assert "no key-encryption key" in what
    assert "GATEWAY_KEK" in todo
    assert read_text(tmp_path, 'environment = "production"\n', {"GATEWAY_KEK": "c2VjcmV0"}).production


def test_production_with_its_secret_and_nothing_of_development_starts(tmp_path: Path) -> None:
    text = PRODUCTION + '[tenants.acme]\nregion = "IE"\n[[integrations]]\ntenant = "acme"\nconnector = "sentry"\n'
    assert read_text(tmp_path, text).production


def test_a_tenant_nobody_declared_is_missed_even_where_there_is_none(tmp_path: Path) -> None:
    where, what, todo = fault_of(tmp_path, '[[integrations]]\ntenant = "acme"\nconnector = "*"\n')
    assert (where, what, todo) == ("2", "there is no tenant 'acme'", "Add [tenants.acme].")


def test_two_listeners_may_both_take_any_free_port(tmp_path: Path) -> None:
    settings = read_text(tmp_path, '[listen]\negress = "127.0.0.1:0"\nadmin = "127.0.0.1:0"\n')
    assert settings.listen.admin == settings.listen.egress


@pytest.mark.parametrize(("host", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("::", False), ("10.0.0.1", False)])
def test_an_address_knows_whether_only_this_machine_reaches_it(host: str, local: bool) -> None:
    assert Address(host, 80).local is local


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_can_not_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="can not be read") as caught:
        load(path, {})
    assert caught.value.where == str(path)


def test_no_fault_repeats_a_secret(tmp_path: Path) -> None:
    for text in ('[callers.erp]\nkey = ["s3cret-value"]\n', 'database_url = ["s3cret-value"]\n'):
        assert "s3cret" not in "".join(fault_of(tmp_path, text))


def test_every_scalar_is_described_once_with_type_default_twin_and_meaning() -> None:
    names = [scalar.name for scalar in SCALARS]
    assert len(names) == len(set(names))
    assert all(scalar.type and scalar.meaning and re.fullmatch("GATEWAY_[A-Z_]+", scalar.env) for scalar in SCALARS)
    by_name = {scalar.name: (scalar.type, scalar.default, scalar.env) for scalar in SCALARS}
    assert by_name["environment"] == ("development | production", "development", "GATEWAY_ENVIRONMENT")
    assert by_name["listen.egress"] == ("host:port", "127.0.0.1:8080", "GATEWAY_LISTEN_EGRESS")
    assert by_name["limits.max_body_bytes"] == ("integer", "10485760", "GATEWAY_LIMITS_MAX_BODY_BYTES")
    assert by_name["allow_local_upstreams"] == ("boolean", "false", "GATEWAY_ALLOW_LOCAL_UPSTREAMS")
    assert by_name["kek_file"] == ("path", "", "GATEWAY_KEK_FILE")
    assert by_name["limits.connect_seconds"] == ("number", "10.0", "GATEWAY_LIMITS_CONNECT_SECONDS")
    assert not {"tenants", "callers", "upstreams"} & set(names)


def test_a_section_of_the_wrong_kind_is_told_even_where_the_environment_sets_a_part_of_it(tmp_path: Path) -> None:
    where, what, _ = fault_of(tmp_path, "\nlisten = 5\n", {"GATEWAY_LISTEN_EGRESS": "127.0.0.1:1"})
    assert (where, what.startswith("listen: ")) == ("2", True)
