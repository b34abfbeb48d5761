"""An ERP service that puts a task into a linked calendar, with google-api-python-client. Law: as in its documentation, nothing more."""

from gateway.demo.calls.google import service, told
from gateway.demo.planted import COMMENT, PROJECT, TASK


def main() -> None:
    """Insert one event."""
    event = {
        "summary": TASK.text,
        "description": f"{PROJECT.text}: {COMMENT.text}",
        "location": "Room 4",
        "start": {"dateTime": "2026-12-01T09:00:00Z"},
        "end": {"dateTime": "2026-12-01T10:00:00Z"},
    }
    with service("calendar", "v3") as calendar:
        print(told(calendar.events().insert(calendarId="primary", body=event)))  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
