"""Microsoft 365: one connector for the account a person or an administrator linked. Law: one host belongs to one connector."""

from typing import Final

from connectors.microsoft import batch, calendar, directory, files, login, mail, tasks
from connectors.microsoft.graph import operations
from connectors.microsoft.vendor import HOSTS, VENDOR
from gateway.model.category import Purpose
from gateway.model.connector import Connector

_MAILBOXES: Final = {"me": "/me", "users": "/users/{user}"}

MICROSOFT: Final = Connector(
    name="microsoft",
    family="microsoft",
    hosts=HOSTS,
    vendor=VENDOR,
    purposes=(Purpose.LINKED_SERVICE,),
    operations=(
        *operations(_MAILBOXES, mail.CALLS, mail.SHAPES),
        *operations(_MAILBOXES, calendar.CALLS, calendar.SHAPES),
        *operations(_MAILBOXES, directory.CALLS, directory.SHAPES),
        *operations(_MAILBOXES, tasks.TO_DO_CALLS, tasks.TO_DO_SHAPES),
        *operations(directory.USER_ROOTS, directory.USER_CALLS, {}),
        *operations(tasks.PLANNER_ROOTS, tasks.PLANNER_CALLS, tasks.PLANNER_SHAPES),
        *operations(files.ROOTS, files.CALLS, files.SHAPES),
        *operations(files.SITE_ROOTS, files.SITE_CALLS, {}),
        *login.OPERATIONS,
        *batch.OPERATIONS,
    ),
)
