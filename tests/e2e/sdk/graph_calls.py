"""An ERP service with msgraph-sdk: mail, event, task, upload and $batch. Law: the SDK is configured, never changed."""

import asyncio
import os
from collections.abc import Awaitable
from typing import Any

from kiota_abstractions.authentication import AccessTokenProvider, AllowedHostsValidator, BaseBearerTokenAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.models.todo_task import TodoTask
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core.requests.batch_request_content import BatchRequestContent
from report import PLANTED, WAY, at, calls, finish, note

NOON = DateTimeTimeZone(date_time="2031-03-04T12:00:00", time_zone="Europe/Dublin")


class Issued(AccessTokenProvider):
    """Hands out the one token this application has."""

    def __init__(self) -> None:
        self._hosts = AllowedHostsValidator([])

    async def get_authorization_token(self, uri: str, additional_authentication_context: dict[str, Any] | None = None) -> str:
        return os.environ["GRAPH_TOKEN"]

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return self._hosts


def client(*, pointed: bool = True) -> GraphServiceClient:
    """A client as its documentation makes one."""
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Issued()))
    if WAY == "base" and pointed:
        adapter.base_url = f"{at('graph.microsoft.com')}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


def mail(subject: str, content: str) -> SendMailPostRequestBody:
    """A mail to somebody."""
    to = [Recipient(email_address=EmailAddress(address="robin@partner.example", name="Robin Sample"))]
    message = Message(subject=subject, body=ItemBody(content=content, content_type=BodyType.Text), to_recipients=to)
    return SendMailPostRequestBody(message=message, save_to_sent_items=False)


def event(subject: str, content: str) -> Event:
    """An appointment."""
    return Event(subject=subject, body=ItemBody(content=content, content_type=BodyType.Text), start=NOON, end=NOON)


async def attempt(name: str, call: Awaitable[Any]) -> None:
    """Make a call; keep what came of it."""
    try:
        answer = await call
        calls[name] = {"answer": getattr(answer, "id", answer)}
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises is what is to be reported
        note(name, error)


async def batch(graph: GraphServiceClient) -> None:
    """Three tasks in one request, one of them planted. Inner calls are named by path, so they are built without a base URL."""
    content = BatchRequestContent()
    tasks = client(pointed=False).me.todo.lists.by_todo_task_list_id("AAMkAD").tasks
    for title in ("Order tea", PLANTED["project"], "Order biscuits"):
        content.add_request_information(tasks.to_post_request_information(TodoTask(title=title)))
    wanted = list(content.requests)
    answers = await graph.batch.post(content)
    for name, request_id in zip(("batch_first", "batch_planted", "batch_last"), wanted, strict=True):
        found = answers.get_response_by_id(request_id) if answers else None
        calls[name] = {"answer": found.status if found else None}


async def main() -> None:
    """Everything in turn."""
    graph = client()
    tasks = graph.me.todo.lists.by_todo_task_list_id("AAMkAD").tasks
    note_body = ItemBody(content=f"she wrote: {PLANTED['comment']}", content_type=BodyType.Text)
    drive = graph.drives.by_drive_id("b!drv1").items
    await attempt("mail_harmless", graph.me.send_mail.post(mail("Lunch", "At noon?")))
    await attempt("mail_planted", graph.me.send_mail.post(mail(PLANTED["project"], f"{PLANTED['task']}: {PLANTED['google_mail']}")))
    await attempt("event_harmless", graph.me.events.post(event("Stand-up", "weekly")))
    await attempt("event_planted", graph.me.events.post(event(PLANTED["google_event"], f"about {PLANTED['client']}")))
    await attempt("task_harmless", tasks.post(TodoTask(title="Order tea")))
    await attempt("task_planted", tasks.post(TodoTask(title=PLANTED["task"], body=note_body)))
    await attempt("upload_harmless", drive.by_drive_item_id("root:/ERP/menu.txt:").content.put(b"Soup on Monday."))
    planted_file = f"root:/ERP/{PLANTED['attachment']}:"
    await attempt("upload_planted", drive.by_drive_item_id(planted_file).content.put(PLANTED["comment"].encode()))
    await attempt("batch", batch(graph))


asyncio.run(main())
finish()
