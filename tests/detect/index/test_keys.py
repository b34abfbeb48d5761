"""Rows. Law: the same text makes the same rows everywhere; rows of strangers are looked at before they are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.index import ROW, Secrets, check_rows, keys_of
from gateway.detect.index.form import KINDS, Role
from gateway.detect.index.keys import digest_of
from gateway.detect.index.parts import DENSE, LETTERS, PIECE, WINDOW, parts_of
from gateway.detect.index.strength import word_table
from gateway.detect.kernel import run_hash, tokenise
from gateway.model.errors import Refused

SECRETS = Secrets(bytes(range(24)), bytes(range(32)))
NUMBERED = [f"word{number}" for number in range(200)]

word_table()  # read once, before hypothesis looks at its watch


def parts(text, kind="task"):
    return [(part.role.name, " ".join(part.tokens)) for part in parts_of(text, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("", "task", []),
        ("Onboarding", "task", [("FULL", "onboarding")]),
        ("MOP", "project", [("FULL", "mop"), ("STEM", "mop")]),
        ("MOP", "task", [("FULL", "mop")]),
        ("Mop", "project", [("FULL", "mop")]),
        ("MOP-2071", "task", [("ID", "mop 2071")]),
        ("team_5203", "team", [("ID", "team 5203")]),
        ("MOP-20A7", "task", [("FULL", "mop 20a7")]),
        ("EB4EE525-38b6-485b-aa95-bbc6ca498894", "task", [("ID", "eb4ee525 38b6 485b aa95 bbc6ca498894")]),
        ("Canopy riggers", "team", [("FULL", "canopy riggers")]),
        ("Hartigan Lumley Solicitors", "client", [("FULL", "hartigan lumley solicitors"), ("HEAD", "hartigan lumley")]),
        ("Hartigan Lumley so", "task", [("FULL", "hartigan lumley so")]),
        ("Astrolabe umber refresh of handsets", "task", [("FULL", "astrolabe umber refresh of handsets"), ("HEAD", "astrolabe umber")]),
        ("ann.quince@astrolabe.example", "email", [("FULL", "ann quince astrolabe example")]),
        ("Rigging points: pull test", "task", [("FULL", "rigging points pull test"), ("HEAD", "rigging points")]),
        ("Astrolabe handset (umber)", "task", [("FULL", "astrolabe handset umber"), ("HEAD", "astrolabe handset")]),
        ("To: quince astrolabe", "task", [("FULL", "to quince astrolabe")]),
        ("To do: quince", "task", [("FULL", "to do quince")]),
        ("X: the y of z", "task", [("FULL", "x the y of z")]),
        (
            "Hook the orchid onto canopy winches again",
            "task",
            [
                ("SHINGLE", "hook the orchid onto canopy"),
                ("SHINGLE", "orchid onto canopy winches again"),
                ("HEAD", "hook the orchid"),
            ],
        ),
        ("Nørrebro Fonden", "client", [("FULL", "norrebro fonden"), ("FULL", "nrrebro fonden")]),
        ("Café Fonden", "client", [("FULL", "cafe fonden")]),
        ("更换 2028", "task", [("FULL", "更 换 2028")]),
        ("møde 2", "task", [("FULL", "mode 2")]),
        ("a b c d e f g", "task", [("FULL", "a b c d e f g")]),
        ("银杏馆灯光改造工程", "project", [("FULL", "银 杏 馆 灯 光 改 造 工 程")]),
    ],
)
def test_a_text_is_taken_apart_into(text, kind, expected):
    found = parts(text, kind)
    assert found[: len(expected)] == expected
    assert all(role == "SHINGLE" for role, _ in found[len(expected) :])


def test_a_text_is_known_by_what_slugs_leave_of_it():
    assert ("FULL", "second pass") in parts("更换二号厅投影灯泡: second pass")
    assert ("SHINGLE", "nrrebro kaj mder astrolabe umber") in parts("Nørrebro kaj møder astrolabe umber quince sorrel")
    assert len(parts("Søk i Ærø")) == 1
    assert parts("처리했습니다. 열쇠는 매표소의 Bertil Vantongeren 님께 있습니다.")[-1][1] != "bertil vantongeren"


def test_a_row_of_letters_is_cut_into_pieces_that_tell_enough():
    thai = "คลงสนคาบางนาระบบไฟเวทใหญ"
    rows = [piece for role, piece in parts(thai) if role == "SHINGLE"]
    assert {len(piece.split()) for piece in rows} == {12}
    assert {len(piece.split()) for role, piece in parts("海螺博物馆票务系统") if role == "SHINGLE"} <= {5, 6}
    assert {len(piece.split()) for role, piece in parts("ระบบไฟเว") if role == "SHINGLE"} == {6}


def test_words_too_long_for_a_key_are_in_none():
    long = "a" * (LETTERS + 1)
    assert parts(long) == []
    assert [piece for _, piece in parts(f"astrolabe umber {long} quince sorrel pike")] == [
        "astrolabe umber",
        "quince sorrel pike",
        "astrolabe umber",
    ]
    wide = "Löschwasserleitungsprüfung Fußbodenheizungsanlage Bühnenvorhangmotorsteuerung Überstundenabrechnung Notbeleuchtungsanlage"
    pieces = [piece for role, piece in parts(wide) if role == "SHINGLE"]
    assert all(len(piece.replace(" ", "")) <= LETTERS for piece in pieces)
    assert pieces[0].startswith("losch")
    assert pieces[-1].endswith("anlage")


@given(st.integers(13, 120), st.integers(0, 110), st.integers(PIECE + WINDOW - 1, 20))
def test_any_eight_words_of_a_long_text_hold_a_key(length, at, run):
    kept = {piece for role, piece in parts(" ".join(NUMBERED[:length])) if role in {"SHINGLE", "WINNOWED"}}
    copied = NUMBERED[:length][at : at + run]
    held = {" ".join(copied[first : first + PIECE]) for first in range(len(copied) - PIECE + 1)}
    assert len(copied) < PIECE + WINDOW - 1 or kept & held


@pytest.mark.parametrize(("words", "role"), [(7, "SHINGLE"), (DENSE, "SHINGLE"), (DENSE + 1, "WINNOWED"), (200, "WINNOWED")])
def test_a_longer_text_is_winnowed(words, role):
    pieces = [name for name, _ in parts(" ".join(NUMBERED[:words])) if name != "HEAD"]
    assert set(pieces) == {role}
    assert words <= DENSE or len(pieces) < 38 + (words - DENSE) * 0.6


def test_five_words_that_everybody_writes_are_no_key():
    text = "of the and to the of the and"
    assert parts(text) == [("FULL", text)]


def test_rows_say_what_the_kernel_hashes_and_what_the_digest_is():
    ((value, digest, role, bits, kind, origin),) = ROW.iter_unpack(keys_of("Søk i Ærø", "task", "msgraph", SECRETS))
    letters = "".join(token for token, _, _ in tokenise("sok I AERO"))
    assert (value, digest) == (run_hash(letters, SECRETS.filter), digest_of(letters.encode(), SECRETS))
    assert (role, bits % 4, kind, origin) == (Role.FULL, 0, KINDS["task"][0], 4)


@given(st.text(), st.sampled_from(sorted(filter(None, KINDS))))
def test_rows_are_always_sound_and_the_same(text, kind):
    rows = keys_of(text, kind, "integro", SECRETS)
    check_rows(rows)
    assert rows == keys_of(text, kind, "integro", SECRETS)


def test_other_secrets_make_other_rows():
    other = Secrets(SECRETS.filter, b"x" * 32)
    assert keys_of("Zephyr", "task", "integro", SECRETS)[:8] == keys_of("Zephyr", "task", "integro", other)[:8]
    assert keys_of("Zephyr", "task", "integro", SECRETS)[8:16] != keys_of("Zephyr", "task", "integro", other)[8:16]


def test_secrets_are_not_shown():
    assert repr(SECRETS) == "Secrets(...)"


@pytest.mark.parametrize(
    "rows",
    [
        b"x",
        ROW.pack(1, 2, 6, 32, 1, 0),
        ROW.pack(1, 2, 0, 65, 1, 0),
        ROW.pack(1, 2, 0, 32, 15, 0),
        ROW.pack(1, 2, 0, 32, 1, 5),
        ROW.pack(1, 2, 0, 32, 0, 0),
    ],
)
def test_rows_that_mean_nothing_are_refused(rows):
    with pytest.raises(Refused):
        check_rows(rows)


def test_rows_of_a_vendor_s_text_need_no_kind():
    check_rows(keys_of("Lumley bundle rehearsal", "", "google.basic", SECRETS))
