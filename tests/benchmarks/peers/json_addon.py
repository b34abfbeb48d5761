"""The other peer: mitmdump with an add-on that parses and rewrites JSON bodies."""

import json


class Rewrite:
    """What the least of governance would cost here."""

    def request(self, flow) -> None:
        flow.request.content = json.dumps(json.loads(flow.request.content)).encode()


addons = [Rewrite()]
