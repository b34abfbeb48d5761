"""The other peer: mitmdump with an add-on that parses and rewrites JSON bodies."""

import json


class Rewrite:
    """What the least of governance would cost here."""

    def request(self, flow) -> None:  # noqa: ANN001 - mitmproxy's own type, not installed where types are checked
        flow.request.content = json.dumps(json.loads(flow.request.content)).encode()


addons = [Rewrite()]
