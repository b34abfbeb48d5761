"""A batch is a list of calls, and each is judged on its own. Law: an outer path never lends its permission to an inner call."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.codecs.coding import encode_content
from gateway.codecs.google_batch import split as split_google
from gateway.codecs.graph_batch import split as split_graph
from gateway.model.decision import Review, Verdict
from gateway.model.request import Request

_DEPENDANT: Mapping[str, Any] = {
    "verdict": Verdict.DENY,
    "outbound": None,
    "reason": "nothing_left",
    "detail": "The call depends on one that may not leave.",
}
_CODECS = {"google_batch": split_google, "graph_batch": split_graph}


def review_batch(request: Request, plain: bytes, codec: str, review: Callable[[Request], Review]) -> Review:
    """Judge every inner call; what is denied is dropped, the rest goes.

    Args:
        request: the outer call, itself already reviewed but for its body.
        plain: its body after content decoding.
        codec: ``google_batch`` or ``graph_batch``.
        review: judges one call.

    Returns:
        What came of all of them together; a denial where nothing of it may leave.

    Raises:
        Refused: the batch can not be read.
    """
    batch = _CODECS[codec](plain, request.header("content-type") or "", request.host)
    reviews = _without_dependants([review(part) for part in batch.parts], batch.needs)
    parts = [inner.outbound for inner in reviews]
    denied = [inner for inner in reviews if inner.outbound is None]
    if len(denied) == len(reviews):
        return _denial(reviews)
    body, content_type = batch.join(parts)
    untouched = all(inner.verdict is Verdict.PERMIT for inner in reviews)
    outbound = request if untouched else _with_body(request, body, content_type)
    return _sum(reviews, outbound, len(denied))


def _without_dependants(reviews: list[Review], needs: Sequence[frozenset[int]]) -> list[Review]:
    """Deny what depends on a denied call: the vendor would not make it either, and the record must not say that it left."""
    for _ in needs:  # a chain of dependences is no longer than the batch
        for number, needed in enumerate(needs):
            if reviews[number].outbound is not None and any(reviews[each].outbound is None for each in needed):
                reviews[number] = reviews[number]._replace(**_DEPENDANT)
    return reviews


def _denial(denied: Sequence[Review]) -> Review:
    reasons = {inner.reason for inner in denied}
    reason = reasons.pop() if len(reasons) == 1 else "nothing_left"
    return _sum(denied, None, len(denied))._replace(verdict=Verdict.DENY, reason=reason, detail=denied[0].detail if denied else "")


def _with_body(request: Request, body: bytes, content_type: str) -> Request:
    headers = tuple((name, content_type if name.lower() == "content-type" else value) for name, value in request.headers)
    return Request(
        scheme=request.scheme,
        host=request.host,
        port=request.port,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=headers,
        body=encode_content(body, request.header("content-encoding")),
    )


def _sum(reviews: Sequence[Review], outbound: Request | None, dropped: int) -> Review:
    answers = sorted({inner.answers for inner in reviews if inner.answers})
    return Review(
        verdict=Verdict.PERMIT if all(inner.verdict is Verdict.PERMIT for inner in reviews) else Verdict.REDACT,
        policies=tuple(dict.fromkeys(policy for inner in reviews for policy in inner.policies)),
        outbound=outbound,
        findings=tuple(finding for inner in reviews for finding in inner.findings),
        leaving=frozenset[str]().union(*(inner.leaving for inner in reviews)),
        stopped=frozenset[str]().union(*(inner.stopped for inner in reviews)),
        origins=frozenset[str]().union(*(inner.origins for inner in reviews)),
        dropped_items=dropped + sum(inner.dropped_items for inner in reviews),
        answers=answers[0] if answers else "",
    )
