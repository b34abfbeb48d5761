"""The page ``gateway scan`` prints. Law: a person sees each thing once."""

import base64

from gateway.scanning.destination import guess
from gateway.scanning.page import print_page


def shown(capsys, **more: object) -> str:
    answer = {"decision": "permit", "reason": "", "detail": "", "policies": [], "findings": [], "outbound": None, **more}
    print_page("payload", guess(b"{}", host="a.example"), answer)
    return capsys.readouterr().out


def test_findings_that_look_alike_are_one_line(capsys) -> None:
    rest = {"category": "user.contact.email", "origin": "", "detector": "email", "action": "masked"}
    many = [{"place": f"body.items[{number}].note", **rest} for number in range(30)]
    said = shown(capsys, findings=[*many, {"place": "body.items[3].title", **rest}])
    assert "body.items[].note  (30 places)" in said
    assert "body.items[3].title" in said
    assert "body.items[7].note" not in said


def test_a_batch_says_what_was_left_out(capsys) -> None:
    assert "2 items of the batch are left out" in shown(capsys, dropped_items=2)


def test_a_text_body_is_shown_as_it_is_and_a_long_one_is_cut(capsys) -> None:
    outbound = {"method": "POST", "url": "https://a.example/", "headers": [], "body_b64": base64.b64encode(b"[bold]x" * 20_000).decode()}
    said = shown(capsys, outbound=outbound)
    assert "[bold]x" in said
    assert "bytes more" in said
