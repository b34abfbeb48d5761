"""Evidence of a run where everything went as promised, made by hand. Law: each test breaks one thing of it."""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from gateway.audit.verify import Verification
from gateway.demo.acts import Act
from gateway.demo.driving import Run
from gateway.demo.judging import Evidence
from gateway.demo.planted import PLANTED, TASK
from gateway.demo.scenes import REFERENCE, Scene, Way
from gateway.demo.standin import Received
from gateway.model.decision import Verdict

ALL = {each.name: each.text for each in PLANTED}
KEY = "key-of-the-caller-in-these-tests"


def request(body: dict[str, Any], *, coding: str = "") -> Received:
    raw = json.dumps(body).encode()
    headers = (("Content-Type", "application/json"), *((("Content-Encoding", coding),) if coding else ()))
    return Received("api.segment.io", "POST", "/v1/batch", headers, gzip.compress(raw, mtime=0) if coding else raw)


def _hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _hash(leaves[:cut]) + _hash(leaves[cut:])).digest()


def _path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    if index < cut:
        return [*_path(index, leaves[:cut]), _hash(leaves[cut:])]
    return [*_path(index - cut, leaves[cut:]), _hash(leaves[:cut])]


def in_log(transfers: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Records as the admin interface shows them: each of one or two entries, all in one tree."""
    entries = [entry for transfer in transfers for entry in transfer]
    raw = [json.dumps(entry).encode() for entry in entries]
    root = _hash(raw).hex()

    def leaf(index: int) -> dict[str, Any]:
        proof = [node.hex() for node in _path(index, raw)]
        return {"index": index, "entry": entries[index], "bytes_b64": base64.b64encode(raw[index]).decode(), "proof": proof}

    records, at = [], 0
    for transfer in transfers:
        parts = [leaf(at + each) for each in range(len(transfer))]
        completion = parts[1] if len(parts) > 1 else None
        tree = {"size": len(raw), "root": root}
        records.append({"id": transfer[0]["transfer_id"], "opening": parts[0], "completion": completion, "tree": tree})
        at += len(transfer)
    return records


def entry(number: int, decision: str, **more: Any) -> dict[str, Any]:
    return {
        "transfer_id": f"t{number}",
        "kind": "denial" if decision == "deny" else "intent",
        "decision": decision,
        "reason": "policy_denied" if decision == "deny" else "",
        "purpose": "analytics",
        "policies": ["analytics", "project-data-unauthorised"],
        "findings": [["body.title", "integro.task", "integro", "terms", "masked"]],
        "authorisation_refs": [],
        "host": "api.segment.io",
        "method": "POST",
        "bytes_in": 80,
        "bytes_out": 60,
        **more,
    }


ENDED = {"kind": "completion", "outcome": "success"}


def scene(verdict: Verdict, *, allowed: frozenset[str] = frozenset()) -> Scene:
    kept = () if verdict is Verdict.DENY else ("event",)
    return Scene(sdk="an-sdk", program="segment", title="sends", way=Way.CONNECT, verdict=verdict, allowed=allowed, kept=kept)


def made_evidence() -> Evidence:
    """Three calls: one redacted, one authorised, one refused."""
    records = in_log(
        [
            [entry(0, "redact"), ENDED],
            [entry(1, "redact", authorisation_refs=[REFERENCE]), ENDED],
            [entry(2, "deny", findings=[])],
        ]
    )
    sent = request({"event": "Opened", **ALL})
    run = Run(settings=("HTTPS_PROXY=http://erp:KEY@127.0.0.1:1",), said="done", code=0)
    acts = [
        Act(scene=scene(Verdict.REDACT), run=run, sent=(sent,), left=(request({"event": "Opened"}),), noted=("t0",), records=(records[0],)),
        Act(
            scene=scene(Verdict.REDACT, allowed=frozenset({TASK.name})),
            run=run,
            sent=(sent,),
            left=(request({"event": "Opened", TASK.name: TASK.text}),),
            noted=("t1",),
            records=(records[1],),
        ),
        Act(scene=scene(Verdict.DENY), run=run, sent=(sent,), records=(records[2],)),
    ]
    checked = Verification(ok=True, origin="a-log", size=5, root=bytes.fromhex(records[0]["tree"]["root"]))
    return Evidence(acts=acts, records=records, verification=checked, written='{"event": "listening"}', key=KEY)
