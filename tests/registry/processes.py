"""Texts to register, and processes that register them. Law: the real database; a process is what a worker holds of the registry."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from gateway.model.decision import Scanner
from gateway.model.errors import Refused
from gateway.registry.indexing import Indexing
from gateway.registry.intake import Count, Intake, Line
from gateway.registry.shelf import Shelf
from gateway.registry.words import Words
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")
FALCON, HERON, SWAN = "Project Falcon Zanzibar", "Grey Heron Observatory", "Black Swan Quarantine"
EVERY = f"{FALCON}\x1f{HERON}\x1f{SWAN}"


async def texts(*given: tuple[str, str], origin: str = "integro") -> AsyncIterator[list[Line]]:
    for text_id, text in given:
        yield [Line(text_id, "task" if origin == "integro" else "", origin, text)]


async def broken(*given: tuple[str, str]) -> AsyncIterator[list[Line]]:
    async for text in texts(*given):
        yield text
    raise Refused("bad_input", "line 3")


def seen(scanner: Scanner, text: str = EVERY) -> set[str]:
    return {text[span.start : span.end] for span in scanner.scan(text)}


@dataclass
class Process:
    """A process's share of the registered texts, with short hands on it."""

    words: Words
    intake: Intake

    async def put(self, *given: tuple[str, str], **how: Any) -> Count:
        return await self.intake.put("acme", Shelf.TERM, texts(*given), **how)

    async def scanner(self, tenant: str = "acme") -> Scanner:
        return (await self.words.known(tenant)).index

    async def seen(self, text: str = EVERY) -> set[str]:
        return seen(await self.scanner(), text)


def process(pool: Pool, indexing: Indexing | None = None, keyring: Keyring = KEYRING) -> Process:
    words = Words(pool, keyring, indexing or Indexing())
    return Process(words, Intake(pool, words, 3600.0))


MANY = [(str(number), f"Quokka{number} Zeppelin{number} Fjord") for number in range(9_000)]


def some(*numbers: int) -> str:
    return "\x1f".join(f"quokka{number} zeppelin{number} fjord" for number in numbers)


SOME = some(0, 3000, 5999)
