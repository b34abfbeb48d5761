"""What Google and Microsoft answered is known again. Law: from the moment an answer has passed, on every worker, in any outbound call."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Final

import pytest

from gateway.demo.standin import Received, Reply, StandIn, listening
from tests.e2e.gateway_process import KEY, Answer, Gateway, settings
from tests.e2e.planted import GOOGLE_TOKEN, GRAPH_TOKEN, ISSUED
from tests.e2e.traffic import JSON, completion, entries, send

EVENT: Final = "Merger talks with Quillfeather Holdings"
SUBJECT: Final = "Redundancy list for Ballinacurra"
NOTES: Final = (
    "Walk away below seven million, do not mention the cracked foundation in hall nine before the surveyor has signed the papers on Monday."
)
MAIL: Final = "Please keep the results of the second biopsy to yourself until I have told the children about them this weekend."
EXPORTED: Final = "Our reserve price for the Harrowgate warehouse is never to be shown to the tenants of the ground floor."
CELL: Final = "Osgood Penhaligon severance package"

CALENDAR: Final = {
    "kind": "calendar#events",
    "timeZone": "Europe/Dublin",
    "items": [{"id": "8f2k1vq0c3m9", "status": "confirmed", "summary": EVENT, "description": NOTES}],
}
CONSENTS: Final = ["analytics", "marketing", "linked_service"]
TWO_TENANTS: Final[dict[str, Any]] = {
    "tenants": {"acme": {"region": "IE", "consents": CONSENTS}, "globex": {"region": "IE", "consents": CONSENTS}},
    "callers": {
        "erp": {"key": KEY, "tenants": ["acme", "globex"], "purposes": ["error_tracking", *CONSENTS], "roles": ["egress", "admin"]}
    },
    "integrations": [{"tenant": "acme", "connector": "*"}, {"tenant": "globex", "connector": "*"}],
}
ANSWERS: Final = {
    "/calendar/v3/": (json.dumps(CALENDAR).encode(), "application/json; charset=UTF-8"),
    "/gmail/v1/": (
        json.dumps(
            {"id": "18c", "payload": {"mimeType": "text/plain", "body": {"data": base64.urlsafe_b64encode(MAIL.encode()).decode()}}}
        ).encode(),
        "application/json",
    ),
    "/drive/v3/files/doc": (EXPORTED.encode(), "text/plain"),
    "/drive/v3/files/csv": (f"Item,Amount\n{CELL},9000\n".encode(), "text/csv"),
    "/v1.0/me/events": (json.dumps({"value": [{"subject": SUBJECT, "bodyPreview": MAIL}]}).encode(), "application/json"),
}


def answer(got: Received) -> Reply:
    for prefix, (body, kind) in ANSWERS.items():
        if got.target.startswith(prefix):
            return Reply(body=body, content_type=kind)
    return Reply()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, make_module_stand_in: Callable[..., StandIn]) -> Iterator[tuple[Gateway, StandIn]]:
    """A gateway of two workers before vendors that answer with secrets."""
    stand_in = make_module_stand_in(answer)
    own = Gateway(tmp_path_factory.mktemp("labelled"), settings(stand_in.url, **TWO_TENANTS), arguments=("--workers", "2"))
    try:
        yield own.start(), stand_in
    finally:
        own.close()


@pytest.fixture(scope="module")
def make_module_stand_in() -> Iterator[Callable[..., StandIn]]:
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(listening(StandIn(ISSUED, answer)))


def fetch(gateway: Gateway, host: str, target: str) -> Answer:
    token = GOOGLE_TOKEN if host.endswith("googleapis.com") else GRAPH_TOKEN
    headers = {"Authorization": f"Bearer {token}", "Gateway-Purpose": "linked_service", "Gateway-Tenant": "acme"}
    return send(gateway, method="GET", host=host, target=target, body=b"", headers=headers)


def told(gateway: Gateway, text: str) -> Answer:
    body = {"type": "track", "messageId": "m-1", "userId": "usr_1", "event": "Note Saved", "properties": {"hint": f"see: {text} (draft)"}}
    return send(gateway, body=json.dumps(body).encode(), headers={"Gateway-Tenant": "acme"})


@pytest.mark.parametrize(
    ("host", "target", "text", "origin"),
    [
        ("www.googleapis.com", "/calendar/v3/calendars/primary/events", EVENT, "google.sensitive"),
        ("www.googleapis.com", "/calendar/v3/calendars/primary/events", NOTES, "google.sensitive"),
        ("gmail.googleapis.com", "/gmail/v1/users/me/messages/18c", MAIL, "google.restricted"),
        ("www.googleapis.com", "/drive/v3/files/doc/export?mimeType=text/plain", EXPORTED, "google.restricted"),
        ("www.googleapis.com", "/drive/v3/files/csv/export?mimeType=text/csv", CELL, "google.restricted"),
        ("graph.microsoft.com", "/v1.0/me/events", SUBJECT, "msgraph"),
    ],
)
def test_a_text_of_an_answer_is_stopped_on_every_worker_at_once(
    two: tuple[Gateway, StandIn], host: str, target: str, text: str, origin: str
) -> None:
    gateway, stand_in = two
    got = fetch(gateway, host, target)
    begun = time.monotonic()
    expected = next(body for prefix, (body, _) in ANSWERS.items() if target.startswith(prefix))
    assert (got.status, got.body) == (200, expected), "an answer reaches the ERP untouched"
    stand_in.received.clear()
    answers = [told(gateway, text) for _ in range(12)]
    spent = time.monotonic() - begun
    assert {each.status for each in answers} == {200}
    assert len(stand_in.received) == len(answers)
    words = text.split()
    fragments = [" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))]
    assert not [each for each in stand_in.received if any(fragment.encode() in each.plain for fragment in fragments)], (
        f"after {spent:.1f} s"
    )
    assert all(b"Note Saved" in each.plain and b"see: " in each.plain for each in stand_in.received)
    record = entries(gateway, answers[-1].headers["gateway-transfer-id"])[0]
    wanted = "microsoft-data-elsewhere" if origin == "msgraph" else "google-data-elsewhere"
    assert wanted in record["policies"], record


def test_the_text_does_not_reach_another_vendor_for_linked_services_either(two: tuple[Gateway, StandIn]) -> None:
    gateway, stand_in = two
    assert fetch(gateway, "www.googleapis.com", "/calendar/v3/calendars/primary/events").status == 200
    stand_in.received.clear()
    body = json.dumps({"subject": "Weekly", "body": {"contentType": "text", "content": NOTES}}).encode()
    headers = {**JSON, "Authorization": f"Bearer {GRAPH_TOKEN}", "Gateway-Purpose": "linked_service", "Gateway-Tenant": "acme"}
    send(gateway, host="graph.microsoft.com", target="/v1.0/me/events", body=body, headers=headers)
    assert not any(b"seven million" in each.plain for each in stand_in.received)


def test_what_one_tenant_obtained_is_not_sent_in_the_name_of_another(two: tuple[Gateway, StandIn]) -> None:
    gateway, stand_in = two
    assert fetch(gateway, "www.googleapis.com", "/calendar/v3/calendars/primary/events").status == 200
    stand_in.received.clear()
    body = json.dumps({"summary": "Weekly", "start": {"date": "2027-01-01"}, "end": {"date": "2027-01-01"}, "description": NOTES}).encode()
    said = {**JSON, "Authorization": f"Bearer {GOOGLE_TOKEN}", "Gateway-Purpose": "linked_service"}
    target = "/calendar/v3/calendars/primary/events"
    for tenant in ("acme", "globex"):
        sent = send(gateway, host="www.googleapis.com", target=target, body=body, headers=said | {"Gateway-Tenant": tenant})
        record = entries(gateway, sent.headers["gateway-transfer-id"])[0]
        assert ("other-tenants-data" in record["policies"]) == (tenant == "globex"), record
    assert [b"seven million" in each.plain for each in stand_in.received][:1] == [True], "it may go back to where it came from"
    assert not any(b"seven million" in each.plain for each in stand_in.received[1:])


def test_the_interfaces_own_words_still_leave(two: tuple[Gateway, StandIn]) -> None:
    gateway, stand_in = two
    assert fetch(gateway, "www.googleapis.com", "/calendar/v3/calendars/primary/events").status == 200
    stand_in.received.clear()
    harmless: dict[str, Any] = {"status": "confirmed", "zone": "Europe/Dublin", "view": "week"}
    body = {"type": "track", "messageId": "m-2", "userId": "usr_1", "event": "Sync Finished", "properties": harmless}
    sent = send(gateway, body=json.dumps(body).encode(), headers={"Gateway-Tenant": "acme"})
    assert sent.headers["gateway-decision"] == "permit"
    assert json.loads(stand_in.received[0].plain)["properties"] == harmless


def test_an_answer_that_can_not_be_labelled_is_not_passed_on(
    make_gateway: Callable[..., Gateway], make_stand_in: Callable[..., StandIn]
) -> None:
    def too_packed(_: Received) -> Reply:
        return Reply(body=b"\x1f\x8b broken", content_type="text/plain", headers={"Content-Encoding": "gzip"})

    gateway = make_gateway(make_stand_in(too_packed).url).start()
    got = fetch(gateway, "www.googleapis.com", "/drive/v3/files/doc/export?mimeType=text/plain")
    assert (got.status, got.json()["reason"]) == (503, "answer_unlabelled")
    assert b"broken" not in got.body
    assert completion(gateway, got)["reason"] == "answer_unlabelled"
