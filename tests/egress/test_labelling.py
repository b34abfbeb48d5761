"""Answers that are read along. Law: the last byte waits for the registration; without it the answer is cut off; nothing else changes."""

from collections.abc import AsyncIterator, Collection
from types import SimpleNamespace
from typing import Any

import brotli
import orjson
import pytest

from gateway.egress.body import Budget
from gateway.egress.labelling import MOST, labelled
from gateway.egress.upstream import Answer
from gateway.model.decision import Review, Verdict
from gateway.model.errors import StoreUnavailable, UpstreamError

TEXT = "Settle what we say about the cracked crate"
JSON = orjson.dumps({"items": [{"summary": TEXT}]})


class Learner:
    """A registry that remembers what it is told, and how much of the answer had been passed on by then."""

    def __init__(self, passed: list[bytes], *, broken: bool = False) -> None:
        self.passed, self.broken = passed, broken
        self.learned: list[tuple[str, str, tuple[str, ...]]] = []
        self.before = 0

    async def learn(self, tenant: str, origin: str, texts: Collection[str]) -> None:
        if self.broken:
            raise StoreUnavailable("the database is away")
        self.before = len(b"".join(self.passed))
        self.learned.append((tenant, origin, tuple(texts)))


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


async def pass_on(
    body: bytes,
    kind: str,
    *,
    answers: str = "google.restricted",
    status: int = 200,
    size: int = 7,
    broken: bool = False,
    **other: Any,
) -> tuple[bytes, Learner, Budget]:
    passed: list[bytes] = []
    learner, budget = Learner(passed, broken=broken), Budget(other.pop("budget", MOST))
    works: Any = SimpleNamespace(registry=learner, budget=budget)
    call: Any = SimpleNamespace(review=Review(verdict=Verdict.PERMIT, answers=answers), context=SimpleNamespace(tenant="acme"))
    headers = (("Content-Type", kind), *((name.replace("_", "-"), value) for name, value in other.items()))
    try:
        async for chunk in labelled(works, call, Answer(status, "OK", headers, pieces(body, size))):
            passed.append(chunk)  # noqa: PERF401 - the learner looks at it meanwhile
    finally:
        assert budget.held == 0, "the bytes held for reading are given back"
    return b"".join(passed), learner, budget


@pytest.mark.parametrize(
    ("body", "content_type", "other"),
    [
        (JSON, "application/json", {}),
        (brotli.compress(JSON), "application/json", {"Content_Encoding": "br"}),
        (TEXT.encode(), "application/octet-stream", {}),
        (TEXT.encode() + " é".encode(), "", {}),
        (f"<t>{TEXT}</t>".encode(), "application/atom+xml", {}),
        (TEXT.encode(), "application/x-of-mars", {}),
        (JSON * 900, "text/plain", {}),
    ],
)
async def test_an_answer_passes_unchanged_and_its_texts_are_known_before_its_last_byte_does(
    body: bytes, content_type: str, other: dict[str, str]
) -> None:
    passed, learner, _ = await pass_on(body, content_type, **other)
    assert passed == body
    ((tenant, origin, texts),) = learner.learned
    assert (tenant, origin) == ("acme", "google.restricted")
    assert any(TEXT in text for text in texts)
    assert learner.before < len(body)


async def test_of_bytes_only_the_files_name_is_known() -> None:
    passed, learner, _ = await pass_on(b"\x89PNG\0" * 9, "image/png", Content_Disposition='attachment; filename="Cracked crate.png"')
    assert passed == b"\x89PNG\0" * 9
    assert learner.learned == [("acme", "google.restricted", ("Cracked crate.png",))]


@pytest.mark.parametrize("body", [b"", b"\0\1\2" * 9])
async def test_an_answer_without_texts_is_nothing_to_register(body: bytes) -> None:
    passed, learner, _ = await pass_on(body, "application/octet-stream")
    assert (passed, learner.learned) == (body, [])


@pytest.mark.parametrize("other", [{"answers": ""}, {"status": 404}])
async def test_what_is_not_labelled_is_not_read(other: dict[str, Any]) -> None:
    passed, learner, _ = await pass_on(JSON, "application/json", **other)
    assert (passed, learner.learned) == (JSON, [])


@pytest.mark.parametrize(
    ("body", "other"),
    [
        (JSON, {"broken": True}),
        (b"\x1f\x8b broken", {"Content_Encoding": "gzip"}),
        (JSON, {"Content_Encoding": "of-mars"}),
        (JSON, {"budget": 10}),
        (b" " * (MOST + 1), {"size": MOST, "budget": 2 * MOST}),
    ],
)
async def test_an_answer_that_can_not_be_labelled_ends_before_its_last_byte(body: bytes, other: dict[str, Any]) -> None:
    with pytest.raises(UpstreamError) as caught:
        await pass_on(body, "application/json", **other)
    assert caught.value.reason == "answer_unlabelled"
    assert TEXT not in str(caught.value)
