"""The data dictionary: what the name of a field says about its value. Law: a key that names a thing of the tenant's gives its value away.

Open maps (properties, tags, extra) are free text whose keys are data. ``project_name`` under such a key is a project's name, though
nobody registered it: the project may be a second old.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from gateway.detect import dictionary_abroad
from gateway.detect.dictionary_values import is_data
from gateway.detect.dictionary_words import (
    ALONE,
    AMOUNTS,
    CALLED,
    CONTACTS,
    COUNTING,
    GENERIC,
    HARMLESS,
    HEADS,
    IDS,
    NAMED,
    PERSON_IDS,
    PHRASES,
    PLAIN_MODIFIERS,
    QUESTIONS,
    SOFTWARE,
    TECHNICAL,
)
from gateway.detect.fold import is_own_token
from gateway.detect.kernel import tokenise
from gateway.model.meaning import Meaning

CATEGORIES: Final = frozenset({*HEADS.values(), *NAMED.values(), *PHRASES.values(), *CONTACTS.values(), "user.unique_id"})
"""Every category a key can speak of."""

LONGEST: Final = 64
"""Characters; a longer key is a text, and no name."""

CAPACITY: Final = 16_384
"""Keys remembered, some 2 MB. When full, all are forgotten."""

_MASK: Final = re.compile(r"\[(?:integro|user)\.")
"""Begins a mask, which names a category and no field."""

_LETTERS: Final = re.compile(r"\d+|\D+")
"""``project2`` is a word and a number."""

_HARMLESS: Final = Meaning("")

_PERSON: Final = "user.name"


class Dictionary:
    """Implements ``gateway.model.meaning.Names``.

    Args:
        additions: words (in any spelling) -> category, one of ``CATEGORIES``: what a tenant calls its things.
        removals: words that say nothing with this tenant.

    Raises:
        ValueError: a category is none a key can speak of.
    """

    __slots__ = ("_heads", "_named", "_vocabulary", "known")

    def __init__(self, additions: Mapping[str, str] | None = None, removals: Iterable[str] = ()) -> None:
        added = {fold_key(word): category for word, category in (additions or {}).items()}
        removed = frozenset(map(fold_key, removals))
        for category in added.values():
            if category not in CATEGORIES:
                message = f"{category} is no category that a key can speak of"
                raise ValueError(message)
        self._heads = {word: category for word, category in {**HEADS, **_HEADS_ABROAD, **added}.items() if word not in removed}
        self._named = {word: category for word, category in NAMED.items() if word not in removed}
        self._vocabulary = frozenset((*self._heads, *self._named, *_CALLED, *_IDS, *_HARMLESS_WORDS, *PLAIN_MODIFIERS))
        self.known: dict[str, Meaning | None] = {}

    def meaning(self, key: str) -> Meaning | None:
        """What a key says about its value; None where it says nothing."""
        if len(key) > LONGEST:
            return None
        if key not in self.known:
            if len(self.known) >= CAPACITY:
                self.known.clear()
            self.known[key] = self._read(key)
        return self.known[key]

    def calls(self, key: str) -> bool:
        """Whether a key is what a thing is called by: ``name``, ``title``."""
        return not _CALLED.isdisjoint(tokens_of(key)) if len(key) <= LONGEST else False

    def means(self, meaning: Meaning, value: object) -> bool:
        """Whether a value is what its key says, and not a flag, a count or a technical word."""
        return bool(meaning.category) and is_data(meaning.category, meaning.numbers, value)

    def _read(self, key: str) -> Meaning | None:
        if _MASK.search(key):
            return None
        tokens = [piece for token in tokens_of(key) for piece in self._apart(token)]
        if (tokens and tokens[0] in QUESTIONS) or not SOFTWARE.isdisjoint(pairwise(tokens)):
            return _HARMLESS
        at, category = self._head(tokens)
        if not category:
            return Meaning("", inside=self._inside(tokens)) if tokens and (tokens[-1] in _HARMLESS_WORDS or self._inside(tokens)) else None
        before, after = tokens[:at], tokens[at + 1 :]
        if not _HARMLESS_WORDS.isdisjoint(after) or not TECHNICAL.isdisjoint(before) or not _COUNTING.isdisjoint(before):
            return _HARMLESS
        if tokens[at] in GENERIC and not self._vocabulary.issuperset(tokens):
            return None
        category = next((CONTACTS[word] for word in after if word in CONTACTS), category)
        if category == _PERSON and not PERSON_IDS.isdisjoint(after):
            category = "user.unique_id"
        return Meaning(category, not _IDS.isdisjoint((*before, *after)) or tokens[at] in AMOUNTS)

    def _head(self, tokens: list[str]) -> tuple[int, str]:
        """The last word that names a thing, and what it names; where two words do together, the second of them."""
        for at in range(len(tokens) - 1, -1, -1):
            word = tokens[at]
            category = PHRASES.get((tokens[at - 1], word)) if at else None
            category = category or self._heads.get(word) or self._called(tokens, at)
            if category:
                return at, category
        return 0, ""

    def _called(self, tokens: list[str], at: int) -> str:
        """What a word speaks of that speaks only of a thing's name."""
        said = tokens[at] in ALONE if len(tokens) == 1 else not _CALLED.isdisjoint(tokens[max(at - 1, 0) : at] + tokens[at + 1 : at + 2])
        return self._named.get(tokens[at], "") if said else ""

    def _inside(self, tokens: list[str]) -> str:
        """What the name inside of a thing is, that a key only names: ``file``, ``parentFolder``."""
        return "" if tokens[-1] in ALONE or not TECHNICAL.isdisjoint(tokens) else self._named.get(tokens[-1], "")

    def _apart(self, token: str) -> list[str]:
        """The known words a token is made of, where it is made of nothing else (``LASTTASK``, ``projectname``)."""
        if token in self._vocabulary:
            return [token]
        parts: list[list[str] | None] = [[], *[None] * len(token)]
        for end in range(1, len(token) + 1):
            for start in range(end):
                head = parts[start]
                if head is not None and token[start:end] in self._vocabulary and parts[end] is None:
                    parts[end] = [*head, token[start:end]]
        return parts[-1] or [token]


def tokens_of(key: str) -> list[str]:
    """The words of a key, folded: ``camelCase``, ``snake_case``, ``kebab-case`` and dots alike."""
    return [piece for token in _joined(tokenise(key)) for piece in _LETTERS.findall(token)] if key else []


def _joined(tokens: Iterable[tuple[str, int, int]]) -> list[str]:
    """Tokens, with letters of scripts without spaces, each a token of its own, joined to words again."""
    words: list[str] = []
    last = -1
    for letters, start, end in tokens:
        together = len(letters) == 1 and is_own_token(letters)
        if together and start == last:
            words[-1] += letters
        else:
            words.append(letters)
        last = end if together else -1
    return words


def fold_key(word: str) -> str:
    """A word as the tables have it."""
    return "".join(tokens_of(word))


_HEADS_ABROAD: Final = {fold_key(word): category for category, words in dictionary_abroad.HEADS.items() for word in words.split()}
_CALLED: Final = CALLED.union(map(fold_key, dictionary_abroad.CALLED.split()))
_IDS: Final = IDS.union(map(fold_key, dictionary_abroad.IDS.split()))
_HARMLESS_WORDS: Final = HARMLESS.union(map(fold_key, dictionary_abroad.HARMLESS.split()))
_COUNTING: Final = COUNTING.union(_HARMLESS_WORDS - HARMLESS)
"""The tables with the words of other scripts. Most of those languages say first what it is of the thing: ``статус_задачи``."""

DEFAULT: Final = Dictionary()
"""The shipped dictionary."""
