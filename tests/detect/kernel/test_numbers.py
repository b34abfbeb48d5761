"""The C and the Python of the kernel go by the same numbers."""

import re
from pathlib import Path

import pytest

from gateway.detect import fold
from gateway.detect.kernel import form, table

HEADER = (Path(form.__file__).parent / "c" / "form.h").read_text("utf-8")
NUMBERS = {
    **{
        name: getattr(form, name)
        for name in ("TOKENS_MAX", "LETTERS_MIN", "STEM_MIN", "LETTERS_MAX", "SPELT", "INSIDE_MIN", "SECRET_BYTES")
    },
    **{name: getattr(form, name) for name in ("TEXT_MAX", "WHOLE", "CROSSES", "INSIDE", "KEY", "ONLY_WHOLE", "ODD", "MIX", "SPREAD")},
    **{name: getattr(fold, name) for name in ("PAGE", "NOTHING", "LETTER", "GAP", "MANY")},
    **{f"CASE_{case.name}": case.value for case in fold.Case},
    **{name: getattr(table, name) for name in ("HEADER", "SLOTS", "VERSION", "BUCKETS_MAX", "KICKS_MAX")},
    "LONG_RUN": form.LONG,
    "SEPARATOR": ord(fold.SEPARATOR),
    "PAGES": 0x110000 // fold.PAGE,
}


def number(text: str) -> int:
    """Read a number of C: ``(UINT64_C(1) << 31)``."""
    shifted = re.fullmatch(r"\(?(?:UINT\d+_C)?\(?(\w+)\)?(?: << (\d+)\))?", text)
    assert shifted, text
    return int(shifted[1], 0) << int(shifted[2] or 0)


DEFINED = {name: number(text) for name, text in re.findall(r"^#define ([A-Z_]+) (.+)$", HEADER, re.MULTILINE)}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_the_same_in_both(name: str) -> None:
    assert DEFINED[name] == NUMBERS[name]


def test_every_number_of_the_header_is_one_of_these_but_the_size_of_a_large_text() -> None:
    assert set(DEFINED) - set(NUMBERS) == {"LARGE"}
