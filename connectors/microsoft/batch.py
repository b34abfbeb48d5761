"""Graph's JSON batch. Law: the outer call carries nothing of its own; every inner call is judged as if it had come alone."""

import json
from typing import Final

from connectors.microsoft.graph import HOST, call_fields
from connectors.microsoft.samples import HEADERS
from gateway.model.connector import Body, Operation, Sample

_CALLS: Final = {
    "requests": [
        {"id": "1", "method": "GET", "url": "/me/messages?$top=5"},
        {
            "id": "2",
            "method": "POST",
            "url": "/me/todo/lists/AAMkInventedList=/tasks",
            "headers": {"Content-Type": "application/json"},
            "body": {"title": "Hang the curtain"},
        },
    ]
}

OPERATIONS: Final = (
    Operation(
        name="batch",
        method="POST",
        path="/v1.0/$batch",
        hosts=(HOST,),
        fields=call_fields("/v1.0/$batch", {}),
        bodies=(Body(codec="graph_batch", content_types=("application/json",)),),
        documentation="https://learn.microsoft.com/graph/json-batching",
        sample=Sample(path="/v1.0/$batch", headers=(*HEADERS, ("content-type", "application/json")), body=json.dumps(_CALLS).encode()),
    ),
)
