"""Outlook calendars. Law: words are free text, guests are addresses, times and switches are the system's."""

from typing import Final

from connectors.microsoft.graph import Call
from connectors.microsoft.outlook_shapes import OUTLOOK
from connectors.shapes import Shape, Shapes

_EVENT: Final[Shape] = {
    **OUTLOOK["outlookItem"],
    "system": OUTLOOK["outlookItem"]["system"]
    + " allowNewTimeProposals cancelledOccurrences[] hideAttendees iCalUId uid isAllDay isCancelled isDraft isOnlineMeeting isOrganizer"
    " isReminderOn onlineMeetingProvider originalEndTimeZone originalStart originalStartTimeZone reminderMinutesBeforeStart"
    " responseRequested responseStatus.response responseStatus.time responseStatus.'@odata.type' sensitivity seriesMasterId showAs"
    " transactionId type onlineMeeting.conferenceId onlineMeeting.quickDial onlineMeeting.tollFreeNumbers[] onlineMeeting.tollNumber",
    "text": OUTLOOK["outlookItem"]["text"] + " onlineMeetingUrl onlineMeeting.joinUrl",
    "location": "location locations[]",
    "recurrence": "recurrence",
    "attendee": "attendees[]",
    "recipient": "organizer",
    "dateTimeTimeZone": "start end",
}

SHAPES: Final[Shapes] = {
    **OUTLOOK,
    "event": _EVENT,
    "attendee": {
        "emailAddress": "emailAddress",
        "system": "type status.response status.time status.'@odata.type'",
        "dateTimeTimeZone": "proposedNewTime.start proposedNewTime.end",
    },
    "response": {
        "text": "comment Comment",
        "system": "sendResponse SendResponse",
        "recipient": "toRecipients[] ToRecipients[]",
        "dateTimeTimeZone": ("proposedNewTime.start proposedNewTime.end ProposedNewTime.start ProposedNewTime.end"),
    },
    "schedule": {
        "email": "schedules[] Schedules[]",
        "system": "availabilityViewInterval AvailabilityViewInterval",
        "dateTimeTimeZone": "startTime StartTime endTime EndTime",
    },
    "calendar": {
        "text": "name",
        "system": (
            "id changeKey color hexColor canEdit canShare canViewPrivateItems isDefaultCalendar isRemovable isTallyingResponses"
            " defaultOnlineMeetingProvider allowedOnlineMeetingProviders[]"
        ),
        "emailAddress": "owner",
    },
}

_SPAN: Final[Shape] = {"system": "query.startDateTime! query.endDateTime!"}

CALLS: Final = {
    "calendars.list": Call("GET", "/calendars", "user-list-calendars"),
    "calendars.create": Call("POST", "/calendars", "user-post-calendars", "calendar"),
    "calendars.get": Call("GET", "/calendars/{calendar}", "calendar-get"),
    "calendars.update": Call("PATCH", "/calendars/{calendar}", "calendar-update", "calendar"),
    "calendars.delete": Call("DELETE", "/calendars/{calendar}", "calendar-delete"),
    "calendar.get": Call("GET", "/calendar", "calendar-get"),
    "calendar.schedule": Call("POST", "/calendar/getSchedule", "calendar-getschedule", "schedule"),
    "calendar.events.list": Call("GET", "/calendar/events", "calendar-list-events"),
    "calendar.events.create": Call("POST", "/calendar/events", "calendar-post-events", "event"),
    "calendar.view": Call("GET", "/calendar/calendarView", "calendar-list-calendarview", fields=_SPAN),
    "calendars.events.list": Call("GET", "/calendars/{calendar}/events", "calendar-list-events"),
    "calendars.events.create": Call("POST", "/calendars/{calendar}/events", "calendar-post-events", "event"),
    "calendars.events.get": Call("GET", "/calendars/{calendar}/events/{event}", "event-get"),
    "calendars.events.update": Call("PATCH", "/calendars/{calendar}/events/{event}", "event-update", "event"),
    "calendars.events.delete": Call("DELETE", "/calendars/{calendar}/events/{event}", "event-delete"),
    "calendars.view": Call("GET", "/calendars/{calendar}/calendarView", "calendar-list-calendarview", fields=_SPAN),
    "events.list": Call("GET", "/events", "user-list-events"),
    "events.create": Call("POST", "/events", "user-post-events", "event"),
    "events.get": Call("GET", "/events/{event}", "event-get"),
    "events.update": Call("PATCH", "/events/{event}", "event-update", "event"),
    "events.delete": Call("DELETE", "/events/{event}", "event-delete"),
    "events.instances": Call("GET", "/events/{event}/instances", "event-list-instances", fields=_SPAN),
    "events.accept": Call("POST", "/events/{event}/accept", "event-accept", "response"),
    "events.decline": Call("POST", "/events/{event}/decline", "event-decline", "response"),
    "events.tentativelyAccept": Call("POST", "/events/{event}/tentativelyAccept", "event-tentativelyaccept", "response"),
    "events.cancel": Call("POST", "/events/{event}/cancel", "event-cancel", "response"),
    "events.forward": Call("POST", "/events/{event}/forward", "event-forward", "response"),
    "events.attachments.list": Call("GET", "/events/{event}/attachments", "event-list-attachments"),
    "events.attachments.create": Call("POST", "/events/{event}/attachments", "event-post-attachments", "attachment"),
    "calendarView.list": Call("GET", "/calendarView", "user-list-calendarview", fields=_SPAN),
    "calendarView.delta": Call("GET", "/calendarView/delta", "event-delta", fields={"system": "query.startDateTime query.endDateTime"}),
}
