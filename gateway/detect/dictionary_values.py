"""Which values under a telling key are data. Law: only what is harmless by its shape survives: flags, counts, versions, technical words."""

import re
from typing import Final

from gateway.detect.dictionary_words import TECHNICAL_VALUES
from gateway.model.category import VOCABULARY

_PLAIN: Final = re.compile(
    r"""
    v?\d+(?:\.\d+){1,3}(?:[-+.][\w.]+)?                                     # a version
    | \d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?   # a date or time
    | \{[a-z_]+\} | :[a-z_]+ | <[a-z0-9_]+> | %[sd] | \$\d+ | \?                # a placeholder
    | \*+ | \[(?:Filtered|filtered|FILTERED|REDACTED|redacted|Redacted)\]   # cut out by somebody else
    """,
    re.VERBOSE,
)

_COUNT: Final = re.compile(r"-?\d{1,6}(?:\.\d{1,3})?%?")

_OF_THE_MACHINE: Final = {
    "integro.task": re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+|\s*"),
    "integro.attachment": re.compile(
        r"node:.*|.*\.(?:py|pyc|js|mjs|cjs|ts|tsx|jsx|vue|go|rb|java|kt|php|cs|c|cc|cpp|h|rs|swift|css|scss|so|dll|exe|jar|map|lock|toml)|\s*",
        re.DOTALL,
    ),
    "user.contact.phone_number": re.compile(r"\D*"),
    "user.contact.organization": re.compile(r"[a-zA-Z]{0,5}[_-]?[0-9a-zA-Z]*\d[0-9a-zA-Z]*|\s*"),
    "integro.search_query": re.compile(r"\?.*|\s*", re.DOTALL),
}
"""What else is harmless, by category: tasks of the machine (``app.tasks.remind``), source and object files, words without a
digit, an opaque id (``tnt_2b97e4``), the query of a page's address."""

_BLANK: Final = re.compile(r"\s*")

LONGEST_TECHNICAL: Final = 256
"""Characters; a longer text is not looked at: it is data."""


def is_data(category: str, numbers: bool, value: object) -> bool:
    """Whether a value is data of a category, and not a flag, a count, a version or a technical word.

    Args:
        category: what the key says.
        numbers: whether it says so of numbers, too.
        value: what stands under the key. A map or a list is data unless it is empty; of ``{"value": 12, "type": "integer"}`` the
            value counts.
    """
    if isinstance(value, dict):
        value = value.get("value", value)
    if isinstance(value, str):
        return bool(value) and not (len(value) <= LONGEST_TECHNICAL and _is_technical(category, numbers, value.strip()))
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return numbers
    return bool(value)


def _is_technical(category: str, numbers: bool, text: str) -> bool:
    return (
        text.lower() in TECHNICAL_VALUES
        or _PLAIN.fullmatch(text) is not None
        or (text[:1] == "[" and text[1:-1] in VOCABULARY)
        or (not numbers and _COUNT.fullmatch(text) is not None)
        or _OF_THE_MACHINE.get(category, _BLANK).fullmatch(text) is not None
    )
