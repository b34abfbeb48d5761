"""Google: one connector for the account a person or an administrator linked. Law: one host belongs to one connector."""

from itertools import chain
from typing import Final

from connectors.google import account, batch, calendar, docs, drive, gmail, people, sheets, tasks
from connectors.google.rest import operations
from connectors.google.vendor import HOSTS, VENDOR
from gateway.model.category import Purpose
from gateway.model.connector import Connector

_APIS: Final = (calendar.API, docs.API, drive.API, gmail.API, people.API, sheets.API, tasks.API)

GOOGLE: Final = Connector(
    name="google",
    family="google",
    hosts=HOSTS,
    vendor=VENDOR,
    purposes=(Purpose.LINKED_SERVICE,),
    operations=(*chain.from_iterable(map(operations, _APIS)), *account.OPERATIONS, *batch.OPERATIONS),
)
