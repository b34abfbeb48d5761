"""How much a find must tell to count. Law: one place for every threshold; each is a setting, with its reason."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """Thresholds of a tenant's index. Bits as in ``index.strength``; compared in steps of four.

    The defaults keep 95 % of real titles strong, at 3 finds by chance in 1,000 payloads of 12.7 KB.

    Attributes:
        strong: from here on a find counts wherever it stands.
        weak: from here on, below ``strong``, a find counts as a whole leaf, or beside another one. Below, only as a whole leaf
            that is not all in small letters. At least 16: tables are built so that keys of less are not looked for elsewhere.
        key: from here on a find counts as a whole key: names of properties are made of ordinary words.
        far: from here on a weak find counts when there is a strong phrase anywhere in the payload.
        pair: bits that two weak finds close to each other have together, for both to count.
        near: characters that lie at most between finds that stand beside each other.
        pieces: different pieces of long vendor texts that a payload must hold for them to count.
    """

    strong: int = 32
    weak: int = 16
    key: int = 24
    far: int = 24
    pair: int = 48
    near: int = 200
    pieces: int = 4


DEFAULT: Final = Tiers()
