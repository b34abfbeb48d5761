"""A settings file is read with the line of every key, and a word near one is found."""

from pathlib import Path
from typing import Any

import pytest

from gateway.settings_file import did_you_mean, read


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a = 1\nb.c = 2\n\"d.e\" = 3\n'f' = 4", {("a",): 1, ("b", "c"): 2, ("d.e",): 3, ("f",): 4}),
        ("[x]\ny = 1\n[x.z]\nw = 2", {("x",): 1, ("x", "y"): 2, ("x", "z"): 3, ("x", "z", "w"): 4}),
        (
            "[[x]]\ny = 1\n[[x]]\ny = 2\n[x.z]\nw = 3",
            {("x", 0): 1, ("x", 0, "y"): 2, ("x", 1): 3, ("x", 1, "y"): 4, ("x", 1, "z"): 5, ("x", 1, "z", "w"): 6},
        ),
        ('a = """\nb = 1\n"""\nc = 2', {("a",): 1, ("c",): 4}),
        ("a = '''\nb = \"\"\"\n'''\nc = 2", {("a",): 1, ("c",): 4}),
        ('a = [\n  "b",\n]\n# c = 1\n  d = 2', {("a",): 1, ("d",): 5}),
    ],
)
def test_the_line_of_every_key_is_known(tmp_path: Path, text: str, lines: dict[Any, int]) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    assert read(path).lines == lines


def test_what_stands_in_one_line_with_its_table_is_told_with_that_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1\nb = { c = { d = 2 } }\n")
    file = read(path)
    assert file.where(("b", "c", "d")) == f"{path}:2"
    assert file.where(("z",)) == str(path)


def test_a_word_near_none_is_answered_with_all_of_them() -> None:
    assert did_you_mean("zzz", ["b", "a"]) == "Use one of: a, b."
