"""File, task and people calls of the real Graph client, offline. Law: each is one operation, and no field of it is undeclared."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.generated.drives.item.items.item.copy.copy_post_request_body import CopyPostRequestBody
from msgraph.generated.drives.item.items.item.create_link.create_link_post_request_body import CreateLinkPostRequestBody
from msgraph.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
    CreateUploadSessionPostRequestBody,
)
from msgraph.generated.drives.item.items.item.invite.invite_post_request_body import InvitePostRequestBody
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.checklist_item import ChecklistItem
from msgraph.generated.models.contact import Contact
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.drive_item_uploadable_properties import DriveItemUploadableProperties
from msgraph.generated.models.drive_recipient import DriveRecipient
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.folder import Folder
from msgraph.generated.models.importance import Importance
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.item_reference import ItemReference
from msgraph.generated.models.linked_resource import LinkedResource
from msgraph.generated.models.patterned_recurrence import PatternedRecurrence
from msgraph.generated.models.physical_address import PhysicalAddress
from msgraph.generated.models.planner_assignments import PlannerAssignments
from msgraph.generated.models.planner_bucket import PlannerBucket
from msgraph.generated.models.planner_task import PlannerTask
from msgraph.generated.models.planner_task_details import PlannerTaskDetails
from msgraph.generated.models.recurrence_pattern import RecurrencePattern
from msgraph.generated.models.recurrence_pattern_type import RecurrencePatternType
from msgraph.generated.models.recurrence_range import RecurrenceRange
from msgraph.generated.models.recurrence_range_type import RecurrenceRangeType
from msgraph.generated.models.todo_task import TodoTask
from msgraph.generated.models.todo_task_list import TodoTaskList

from gateway.model.decision import Review, Verdict

Judge = Callable[..., Review]
Call = Callable[[GraphServiceClient], Awaitable[Any]]
Sent = Callable[[Call], Awaitable[tuple[Any, ...]]]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client warns of its own parts

NOON = DateTimeTimeZone(date_time="2026-11-12T12:00:00", time_zone="Europe/Dublin")
BODY = ItemBody(content="<p>Bring the swatches.</p>", content_type=BodyType.Html)
WEEKLY = PatternedRecurrence(
    pattern=RecurrencePattern(type=RecurrencePatternType.Weekly, interval=1),
    range=RecurrenceRange(type=RecurrenceRangeType.NoEnd, recurrence_time_zone="Europe/Dublin"),
)
CONTACT = Contact(
    given_name="Robin",
    surname="Sample",
    email_addresses=[EmailAddress(address="robin@example.com")],
    business_phones=["+353 20 915 0000"],
    mobile_phone="+353 20 915 0001",
    company_name="Example Ltd",
    job_title="Rigger",
    personal_notes="Prefers mornings",
    business_address=PhysicalAddress(city="Dublin"),
)
TASK = TodoTask(
    title="Hang the curtain",
    body=BODY,
    due_date_time=NOON,
    reminder_date_time=NOON,
    importance=Importance.High,
    recurrence=WEEKLY,
    categories=["Workshop"],
    checklist_items=[ChecklistItem(display_name="Ladder", is_checked=False)],
    linked_resources=[
        LinkedResource(application_name="Workshop", display_name="Curtain", external_id="r-1", web_url="https://example.com")
    ],
)
PLANNED = PlannerTask(
    plan_id="p1",
    bucket_id="b1",
    title="Hang the curtain",
    assignments=PlannerAssignments(
        additional_data={
            "00000000-0000-4000-8000-000000000008": {"@odata.type": "#microsoft.graph.plannerAssignment", "orderHint": " !"},
        }
    ),
    due_date_time=datetime(2026, 11, 12, tzinfo=UTC),
    percent_complete=50,
    priority=5,
)
PARENT = ItemReference(drive_id="b!drive", id="folder")
PATH = "root:/Workshop/plan (copy).txt:"


def guarded() -> Any:
    configuration: Any = RequestConfiguration()
    configuration.headers.add("If-Match", 'W/"1"')
    return configuration


def files() -> Iterator[tuple[str, Call]]:
    def item(c: GraphServiceClient, name: str = "i1") -> Any:
        return c.drives.by_drive_id("b!drive").items.by_drive_item_id(name)

    session = DriveItemUploadableProperties(name="plan.txt", file_size=9, additional_data={"@microsoft.graph.conflictBehavior": "rename"})
    folder = DriveItem(name="Workshop", folder=Folder(), additional_data={"@microsoft.graph.conflictBehavior": "rename"})
    yield "drives.files.items.get", lambda c: item(c).get()
    yield "drives.files.items.children", lambda c: item(c, "root").children.get()
    yield "drives.files.items.create", lambda c: item(c).children.post(folder)
    yield "drives.files.items.update", lambda c: item(c).patch(DriveItem(name="plan.txt", parent_reference=PARENT, description="Final"))
    yield "drives.files.items.delete", lambda c: item(c).delete()
    yield "drives.files.items.download", lambda c: item(c).content.get()
    yield "drives.files.items.upload", lambda c: item(c).content.put(b"Invented.")
    yield "drives.files.items.upload", lambda c: item(c, PATH).content.put(b"\x89PNG\x00")
    yield (
        "drives.files.items.createUploadSession",
        lambda c: item(c, PATH).create_upload_session.post(CreateUploadSessionPostRequestBody(item=session)),
    )
    yield "drives.files.items.copy", lambda c: item(c).copy.post(CopyPostRequestBody(name="copy.txt", parent_reference=PARENT))
    yield "drives.files.items.createLink", lambda c: item(c).create_link.post(CreateLinkPostRequestBody(type="view", scope="organization"))
    yield (
        "drives.files.items.invite",
        lambda c: item(c).invite.post(
            InvitePostRequestBody(
                recipients=[DriveRecipient(email="robin@example.com")], message="Look", roles=["read"], send_invitation=True
            )
        ),
    )
    yield "drives.files.items.permissions", lambda c: item(c).permissions.get()
    yield "drives.files.items.search", lambda c: item(c).search_with_q("curtain").get()
    yield "drives.files.items.deltaFunction", lambda c: item(c, "root").delta.get()
    yield "drives.files.root.get", lambda c: c.drives.by_drive_id("b!drive").root.get()
    yield "me.files.drive", lambda c: c.me.drive.get()
    yield "sites.get", lambda c: c.sites.by_site_id("root").get()
    yield "sites.drives", lambda c: c.sites.by_site_id("root").drives.get()


def tasks_and_people() -> Iterator[tuple[str, Call]]:
    def todo(c: GraphServiceClient) -> Any:
        return c.me.todo.lists.by_todo_task_list_id("l=1")

    details = PlannerTaskDetails(description="Red one")
    yield "me.todo.lists.list", lambda c: c.me.todo.lists.get()
    yield "me.todo.lists.create", lambda c: c.me.todo.lists.post(TodoTaskList(display_name="Workshop"))
    yield "me.todo.tasks.list", lambda c: todo(c).tasks.get()
    yield "me.todo.tasks.create", lambda c: todo(c).tasks.post(TASK)
    yield "me.todo.tasks.update", lambda c: todo(c).tasks.by_todo_task_id("t=1").patch(TASK)
    yield "me.todo.tasks.delete", lambda c: todo(c).tasks.by_todo_task_id("t=1").delete()
    yield (
        "me.todo.checklist.create",
        lambda c: todo(c).tasks.by_todo_task_id("t=1").checklist_items.post(ChecklistItem(display_name="Ladder")),
    )
    yield "planner.tasks.create", lambda c: c.planner.tasks.post(PLANNED)
    yield "planner.tasks.update", lambda c: c.planner.tasks.by_planner_task_id("t1").patch(PLANNED, guarded())
    yield "planner.tasks.updateDetails", lambda c: c.planner.tasks.by_planner_task_id("t1").details.patch(details, guarded())
    yield "planner.buckets.create", lambda c: c.planner.buckets.post(PlannerBucket(name="Autumn", plan_id="p1", order_hint=" !"))
    yield "planner.plans.tasks", lambda c: c.planner.plans.by_planner_plan_id("p1").tasks.get()
    yield "me.profile", lambda c: c.me.get()
    yield "me.people.list", lambda c: c.me.people.get()
    yield "users.list", lambda c: c.users.get()
    yield "users.profile", lambda c: c.users.by_user_id("ops@example.com").get()
    yield "me.contacts.create", lambda c: c.me.contacts.post(CONTACT)
    yield "me.contacts.update", lambda c: c.me.contacts.by_contact_id("c=1").patch(CONTACT)


CALLS = [*files(), *tasks_and_people()]


@pytest.mark.parametrize(("operation", "make"), CALLS, ids=[f"{number}-{name}" for number, (name, _) in enumerate(CALLS)])
async def test_a_call_is_its_operation_with_every_field_declared(operation: str, make: Call, sent: Sent, judge: Judge) -> None:
    reviewed = judge(*await sent(make))
    assert (reviewed.verdict, reviewed.operation, reviewed.findings) == (Verdict.PERMIT, operation, ())
    assert reviewed.answers == "msgraph"


@pytest.mark.parametrize("content", [b"Invented.", b"\x89PNG\x00"])
async def test_a_file_is_an_attachment(content: bytes, sent: Sent, judge: Judge) -> None:
    reviewed = judge(*await sent(lambda c: c.drives.by_drive_id("b!drive").items.by_drive_item_id("i1").content.put(content)))
    assert "integro.attachment" in reviewed.leaving
