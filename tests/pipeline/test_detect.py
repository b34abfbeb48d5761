"""Every place of a request is read by every detector, and what it holds in disguise as well."""

import base64
import json
import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import pytest

from gateway.detect.index import TermIndex
from gateway.model.decision import Action, Span
from gateway.model.errors import ScannerFailed
from gateway.model.field import CREDENTIAL, FRAMING, FREE_TEXT, SYSTEM, Format, shaped
from gateway.pipeline import review
from gateway.pipeline.detect import Detectors, meant, scan, scan_again
from gateway.pipeline.walk import DATA_KEY
from tests.pipeline.vendor import EMAILS, GOOD, NOTHING, TERMS, call, events, sent


def b64(text):
    return base64.b64encode(text.encode()).decode()


@dataclass
class Listening:
    """Remembers what it was asked, and finds nothing."""

    asked: list[tuple[str, bytes]] = field(default_factory=list)

    is_empty = False

    def scan(self, text, keys=b""):
        self.asked.append((text, keys))
        return ()


BLOB = b64(json.dumps({"q": "Apollo launch"}))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see Apollo%20launch%21", "see [integro.task]%21"),
        ("see %41pollo&#32;launch&nbsp;today", "see [integro.task]&nbsp;today"),
        (r"{\"q\": \"Apollo\u0020launch\"}", r"{\"q\": \"[integro.task]\"}"),
        (f"GET /t?d={BLOB} 200", "GET /t?d=[integro.task] 200"),
        ("mail%3Aann%40corp.example%20now", "mail%3A[user.contact.email]%20now"),
        (f"{b'Apollo launch'.hex()} / ann%40corp.example", "[integro.task] / [user.contact.email]"),
    ],
)
def test_what_is_found_in_disguise_is_cut_out_of_the_text_as_it_stands(facts, rulebook, text, left):
    judged = review(call(events({**GOOD, "name": text})), facts, rulebook)
    assert sent(judged)["events"][0]["name"] == left


def test_keys_headers_paths_and_query_values_are_decoded_too(facts, rulebook):
    body = events({**GOOD, "tags": {"Apollo%20launch": "1", "fine%20key": "2"}, "lines": ["fine", BLOB]})
    judged = review(
        call(
            body,
            path=f"/v1/{quote(quote('Apollo launch'))}/events",
            query=f"note={quote(BLOB)}",
            headers=(("X-Note", "=41pollo=20launch"),),
        ),
        facts,
        rulebook,
    )
    assert judged.outbound is not None
    assert sent(judged)["events"][0]["tags"] == {"fine%20key": "2"}
    assert sent(judged)["events"][0]["lines"] == ["fine", "[integro.task]"]
    rest = f"{judged.outbound.path} {judged.outbound.query} {dict(judged.outbound.headers)}"
    assert rest.count("integro.task") == 3
    assert not re.search("pollo|QXBvbGxv", rest)


def test_a_leaf_is_dropped_for_what_it_holds_in_disguise(facts, rulebook):
    judged = review(call(events({**GOOD, "user": b64("Apollo launch on ann@corp.example")})), facts, rulebook)
    assert [(each.category, each.action) for each in judged.findings] == [
        ("integro.task", Action.PSEUDONYMISED),
        ("user.contact.email", Action.PSEUDONYMISED),
    ]


def test_of_a_vendors_credential_only_terms_are_found_even_in_disguise(facts, rulebook):
    fine = review(call(events(GOOD), headers=(("Authorization", f"Basic {b64('ann@corp.example:key')}"),)), facts, rulebook)
    assert fine.findings == ()
    stopped = review(call(events(GOOD), query=f"key={b64('Apollo launch, 2026')}"), facts, rulebook)
    assert [each.category for each in stopped.findings] == ["integro.task"]


def test_more_disguise_than_may_be_decoded_stops_the_call(facts, rulebook):
    text = "Apollo"
    for layer in range(15):
        text = quote(f"{layer} {text}") if layer % 2 else b64(f"{layer} {text} is the text")
    judged = review(call(events({**GOOD, "name": text})), facts, rulebook)
    assert (judged.reason, judged.outbound) == ("policy_unavailable", None)


def test_a_mask_in_a_text_that_is_read_again_is_no_tag():
    """Without it, what stands before and after it would meet."""
    again = scan_again(
        ["Apollo [user.contact.email] launch"],
        [FREE_TEXT],
        Detectors(replace(TERMS, pattern="Apollo launch"), ()),
        (),
        ["user.contact.email"],
    )
    assert again == {}


def test_each_detector_reads_all_leaves_once_and_all_views_of_a_level_once():
    terms, scanner = Listening(), Listening()
    scan(["a%20b", "key", "c%20d"], [FREE_TEXT, DATA_KEY, FREE_TEXT], Detectors(terms, (scanner,)))
    assert terms.asked == [("a%20b\x1fkey\x1fc%20d", b"\x00\x01\x00"), ("a b\x1f\x1fc d", b"\x00\x00\x00")]
    assert [text for text, _ in scanner.asked] == [text for text, _ in terms.asked]


def test_what_a_credential_holds_in_disguise_is_read_for_registered_texts_only():
    terms, scanner = Listening(), Listening()
    detectors = Detectors(terms, (scanner,))
    scan(["a%20%7B%22b%22: 1}", "plain"], [CREDENTIAL, FREE_TEXT], detectors)
    assert [text for text, _ in terms.asked] == ["a%20%7B%22b%22: 1}\x1fplain", 'a {"b": 1}']
    assert [text for text, _ in scanner.asked] == ["a%20%7B%22b%22: 1}\x1fplain"]
    scan(["a%20b", "a%20b"], [CREDENTIAL, FREE_TEXT], detectors)
    assert terms.asked[-1] == (*scanner.asked[-1][:1], b"\0\0\0") == ("a b\x1f\x1fa b", b"\0\0\0")
    judged = meant(scan([BLOB], [CREDENTIAL], Detectors(TERMS, (EMAILS,))), [CREDENTIAL], [BLOB])
    assert {number: [span.category for span in found] for number, (_, found) in judged.items()} == {0: ["integro.task"]}


def test_what_a_credential_holds_in_disguise_is_not_read_for_a_tenant_without_texts():
    scanner = Listening()
    scan(["Apollo%20launch", "a%20b"], [CREDENTIAL, FREE_TEXT], Detectors(TermIndex(), (scanner,)))
    assert [text for text, _ in scanner.asked] == ["Apollo%20launch\x1fa%20b", "a b"]


def test_a_mask_alone_is_not_read_again():
    terms = Listening()
    left = ["[integro.task]", "key", "[user.contact.email]", "%5Binteger.task%5D [integro.task]", "%5Binteger%5D"]
    scan_again(left, [FREE_TEXT] * 5, Detectors(terms, ()), {"key"}, ["integro.task", "user.contact.email"])
    assert [text for text, _ in terms.asked][:1] == ["<0zqj>\x1f%5Binteger.task%5D <0zqj>\x1f%5Binteger%5D"]
    assert scan_again(left[:1], [FREE_TEXT], Detectors(terms, ()), (), ["integro.task"]) == {}


def test_keys_are_told_when_texts_are_read_again():
    terms = Listening()
    scan_again(["a", "b", "key", "new"], [FREE_TEXT, FREE_TEXT, DATA_KEY, FREE_TEXT], Detectors(terms, ()), {"a", "b", "key"}, ())
    assert terms.asked == [("key\x1fnew", b"\x01\x00")]
    assert scan_again(["a"], [FREE_TEXT], Detectors(terms, ()), {"a"}, ()) == {}


def test_a_finding_is_told_once_however_often_it_is_made():
    spans = scan(["Apollo%20launch, Apollo&amp;", "", "Apollo"], [FREE_TEXT] * 3, Detectors(TERMS, ()))
    assert {number: (start, [span[:2] for span in found]) for number, (start, found) in spans.items()} == {
        0: (0, [(0, 6), (0, 15), (17, 23)]),
        2: (30, [(30, 36)]),
    }


def test_what_is_meant_in_a_boundary_is_a_term():
    texts = ["multipart/mixed; Boundary=ann@corp.example", "Apollo ann@corp.example", "bob@corp.example", "text/csv; name=ann@corp.example"]
    spans = scan(texts, [FREE_TEXT] * 4, Detectors(TERMS, (EMAILS,)))
    kept = meant(spans, [FRAMING, CREDENTIAL, FREE_TEXT, FRAMING], texts)
    assert {number: [span.category for span in found] for number, (_, found) in kept.items()} == {
        1: ["integro.task"],
        2: ["user.contact.email"],
        3: ["user.contact.email"],
    }


def test_a_number_the_vendor_gave_is_no_card_number():
    class Cards:
        def scan(self, text):
            return [Span(hit.start(), hit.end(), "user.payment", "", "card") for hit in re.finditer(r"4\d{12}|ann@corp", text)]

    number = shaped(SYSTEM, Format.INTEGER)
    texts = ["4507999111222", "ann@corp", "4507999111222", "4507999111222"]
    fields = [number, number, SYSTEM, FREE_TEXT]
    assert list(meant(scan(texts, fields, Detectors(NOTHING, (Cards(),))), fields, texts)) == [1, 2, 3]


def test_a_detector_that_fails_in_a_view_fails_the_call():
    class Failing:
        def scan(self, text):
            if "hidden" in text:
                raise ScannerFailed
            return [Span(0, 1, "integro.task", "", "test")]

    with pytest.raises(ScannerFailed):
        scan(["%68idden"], [FREE_TEXT], Detectors(NOTHING, (Failing(),)))
    assert scan(["shown"], [FREE_TEXT], Detectors(NOTHING, (Failing(),)))
