"""Mail and calendar calls of the real Graph client, offline. Law: each is one operation, and no field of it is undeclared."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.generated.models.attendee import Attendee
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.file_attachment import FileAttachment
from msgraph.generated.models.followup_flag import FollowupFlag
from msgraph.generated.models.importance import Importance
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.location import Location
from msgraph.generated.models.message import Message
from msgraph.generated.models.patterned_recurrence import PatternedRecurrence
from msgraph.generated.models.physical_address import PhysicalAddress
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.models.recurrence_pattern import RecurrencePattern
from msgraph.generated.models.recurrence_pattern_type import RecurrencePatternType
from msgraph.generated.models.recurrence_range import RecurrenceRange
from msgraph.generated.models.recurrence_range_type import RecurrenceRangeType
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import GetSchedulePostRequestBody
from msgraph.generated.users.item.events.item.accept.accept_post_request_body import AcceptPostRequestBody
from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
from msgraph.generated.users.item.messages.item.forward.forward_post_request_body import ForwardPostRequestBody
from msgraph.generated.users.item.messages.item.move.move_post_request_body import MovePostRequestBody
from msgraph.generated.users.item.messages.item.reply.reply_post_request_body import ReplyPostRequestBody
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody

from gateway.model.decision import Review, Verdict

Judge = Callable[..., Review]
Call = Callable[[GraphServiceClient], Awaitable[Any]]
Sent = Callable[[Call], Awaitable[tuple[Any, ...]]]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client warns of its own parts

NOON = DateTimeTimeZone(date_time="2026-11-12T12:00:00", time_zone="Europe/Dublin")
ROBIN = Recipient(email_address=EmailAddress(address="robin@example.com", name="Robin Sample"))
BODY = ItemBody(content="<p>Bring the swatches.</p>", content_type=BodyType.Html)
PROPERTY = SingleValueLegacyExtendedProperty(id="String {00020329-0000-0000-C000-000000000046} Name reference", value="r-1")
FILE = FileAttachment(odata_type="#microsoft.graph.fileAttachment", name="plan.txt", content_type="text/plain", content_bytes=b"Invented.")
MESSAGE = Message(
    subject="Fitting",
    body=BODY,
    to_recipients=[ROBIN],
    cc_recipients=[ROBIN],
    bcc_recipients=[ROBIN],
    reply_to=[ROBIN],
    from_=ROBIN,
    sender=ROBIN,
    attachments=[FILE],
    importance=Importance.High,
    categories=["Workshop"],
    flag=FollowupFlag(due_date_time=NOON),
    is_read=False,
    single_value_extended_properties=[PROPERTY],
)
WEEKLY = PatternedRecurrence(
    pattern=RecurrencePattern(type=RecurrencePatternType.Weekly, interval=1),
    range=RecurrenceRange(type=RecurrenceRangeType.NoEnd, recurrence_time_zone="Europe/Dublin"),
)
EVENT = Event(
    subject="Fitting",
    body=BODY,
    start=NOON,
    end=NOON,
    attendees=[Attendee(email_address=ROBIN.email_address)],
    location=Location(display_name="Stage door", address=PhysicalAddress(city="Dublin", street="1 Example Street")),
    locations=[Location(display_name="Stage door")],
    recurrence=WEEKLY,
    is_all_day=False,
    is_online_meeting=True,
    allow_new_time_proposals=True,
    reminder_minutes_before_start=15,
    transaction_id="00000000-0000-4000-8000-000000000010",
    categories=["Workshop"],
)


def searched() -> Any:
    # Only a test may overlook that the module warns of itself when imported.
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder  # noqa: PLC0415

    query = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters(
        search='"curtain"', filter="isRead eq false", select=["subject"], orderby=["receivedDateTime"], top=5, skip=5, count=True
    )
    configuration = RequestConfiguration(query_parameters=query)
    configuration.headers.add("Prefer", 'outlook.timezone="Europe/Dublin"')
    configuration.headers.add("ConsistencyLevel", "eventual")
    return configuration


def viewed() -> Any:
    # As above.
    from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder  # noqa: PLC0415

    parameters = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters
    return RequestConfiguration(query_parameters=parameters(start_date_time="2026-11-12T00:00:00Z", end_date_time="2026-11-13T00:00:00Z"))


def mail() -> Iterator[tuple[str, Call]]:
    yield "me.mail.send", lambda c: c.me.send_mail.post(SendMailPostRequestBody(message=MESSAGE, save_to_sent_items=True))
    yield "users.mail.send", lambda c: c.users.by_user_id("ops@example.com").send_mail.post(SendMailPostRequestBody(message=MESSAGE))
    yield "me.mail.messages.list", lambda c: c.me.messages.get(searched())
    yield "me.mail.messages.create", lambda c: c.me.messages.post(MESSAGE)
    yield "me.mail.messages.get", lambda c: c.me.messages.by_message_id("m=1").get()
    yield "me.mail.messages.mime", lambda c: c.me.messages.by_message_id("m=1").content.get()
    yield "me.mail.messages.update", lambda c: c.me.messages.by_message_id("m=1").patch(MESSAGE)
    yield "me.mail.messages.delete", lambda c: c.me.messages.by_message_id("m=1").delete()
    yield "me.mail.messages.send", lambda c: c.me.messages.by_message_id("m=1").send.post()
    yield (
        "me.mail.messages.reply",
        lambda c: c.me.messages.by_message_id("m=1").reply.post(ReplyPostRequestBody(message=MESSAGE, comment="Yes")),
    )
    yield (
        "me.mail.messages.forward",
        lambda c: c.me.messages.by_message_id("m=1").forward.post(ForwardPostRequestBody(to_recipients=[ROBIN], comment="FYI")),
    )
    yield "me.mail.messages.move", lambda c: c.me.messages.by_message_id("m=1").move.post(MovePostRequestBody(destination_id="archive"))
    yield "me.mail.attachments.list", lambda c: c.me.messages.by_message_id("m=1").attachments.get()
    yield "me.mail.attachments.create", lambda c: c.me.messages.by_message_id("m=1").attachments.post(FILE)
    yield "me.mail.folders.list", lambda c: c.me.mail_folders.get()
    yield "me.mail.folders.messages", lambda c: c.me.mail_folders.by_mail_folder_id("inbox").messages.get()


def calendars() -> Iterator[tuple[str, Call]]:
    yield "me.events.create", lambda c: c.me.events.post(EVENT)
    yield "me.events.list", lambda c: c.me.events.get()
    yield "me.events.get", lambda c: c.me.events.by_event_id("e=1").get()
    yield "me.events.update", lambda c: c.me.events.by_event_id("e=1").patch(EVENT)
    yield "me.events.delete", lambda c: c.me.events.by_event_id("e=1").delete()
    yield "me.events.accept", lambda c: c.me.events.by_event_id("e=1").accept.post(AcceptPostRequestBody(comment="Yes", send_response=True))
    yield "me.events.cancel", lambda c: c.me.events.by_event_id("e=1").cancel.post(CancelPostRequestBody(comment="Ill"))
    yield "me.calendarView.list", lambda c: c.me.calendar_view.get(viewed())
    yield "me.calendar.events.create", lambda c: c.me.calendar.events.post(EVENT)
    yield "me.calendars.events.create", lambda c: c.me.calendars.by_calendar_id("c=1").events.post(EVENT)
    yield "users.events.create", lambda c: c.users.by_user_id("ops@example.com").events.post(EVENT)
    yield (
        "me.calendar.schedule",
        lambda c: c.me.calendar.get_schedule.post(
            GetSchedulePostRequestBody(schedules=["robin@example.com"], start_time=NOON, end_time=NOON)
        ),
    )


CALLS = [*mail(), *calendars()]


@pytest.mark.parametrize(("operation", "make"), CALLS, ids=[f"{number}-{name}" for number, (name, _) in enumerate(CALLS)])
async def test_a_call_is_its_operation_with_every_field_declared(operation: str, make: Call, sent: Sent, judge: Judge) -> None:
    reviewed = judge(*await sent(make))
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, operation, ())
    assert reviewed.answers == "msgraph"


async def test_a_mail_s_attachment_is_an_attachment(sent: Sent, judge: Judge) -> None:
    reviewed = judge(*await sent(lambda c: c.me.send_mail.post(SendMailPostRequestBody(message=MESSAGE))))
    assert {"integro.attachment", "user.contact.email", "user.name"} <= reviewed.leaving
