"""An ERP service with mixpanel: track, people_set and import. Law: the SDK is configured, never changed."""

import os

from mixpanel import Consumer, Mixpanel
from report import PLANTED, WAY, at, attempt, finish

HOST = at("api.mixpanel.com")
TOKEN, SECRET = os.environ["MIXPANEL_TOKEN"], os.environ["MIXPANEL_SECRET"]
BY_URL = {f"{name}_url": f"{HOST}/{path}" for name, path in (("events", "track"), ("people", "engage"), ("import", "import"))}
mixpanel = Mixpanel(TOKEN, consumer=Consumer(retry_limit=0) if WAY == "connect" else Consumer(retry_limit=0, **BY_URL))

PROPERTIES = {
    "task": PLANTED["task"],
    "project": PLANTED["project"].upper(),
    "board": 4,
    "method": "keyboard",
    "$current_url": "https://erp.example/boards/4",
    "note": f"and then: {PLANTED['comment']}",
    "appointment": PLANTED["google_event"],
}

attempt("track", lambda: mixpanel.track("u-1042", "Task Completed", PROPERTIES))
attempt("people_set", lambda: mixpanel.people_set("u-1042", {"plan": "business", "team": PLANTED["team"], PLANTED["client"]: 3}))
attempt("import", lambda: mixpanel.import_data("", "u-1042", "Board Opened", 1_930_000_000, PROPERTIES, api_secret=SECRET))
finish()
