"""People, users and contacts. Law: a person's particulars are named one by one, each by its category."""

from typing import Final

from connectors.microsoft.graph import Call
from connectors.microsoft.outlook_shapes import OUTLOOK
from connectors.shapes import Shapes

SHAPES: Final[Shapes] = {
    **OUTLOOK,
    "contact": {
        "name": (
            "assistantName displayName fileAs generation givenName initials manager middleName nickName spouseName surname title"
            " yomiGivenName yomiSurname children[]"
        ),
        "phone": "businessPhones[] homePhones[] mobilePhone",
        "organization": "companyName department yomiCompanyName businessHomePage",
        "job": "jobTitle profession",
        "workplace": "officeLocation",
        "demographic": "birthday",
        "text": "personalNotes imAddresses[] categories[]",
        "system": "id changeKey createdDateTime lastModifiedDateTime parentFolderId",
        "emailAddress": "emailAddresses[] primaryEmailAddress secondaryEmailAddress tertiaryEmailAddress",
        "physicalAddress": "businessAddress homeAddress otherAddress",
        "extension": "extensions[]",
        "extendedProperty": "singleValueExtendedProperties[] multiValueExtendedProperties[]",
    },
}

CALLS: Final = {
    "profile": Call("GET", "", "user-get"),
    "people.list": Call("GET", "/people", "user-list-people"),
    "contacts.list": Call("GET", "/contacts", "user-list-contacts"),
    "contacts.create": Call("POST", "/contacts", "user-post-contacts", "contact"),
    "contacts.get": Call("GET", "/contacts/{contact}", "contact-get"),
    "contacts.update": Call("PATCH", "/contacts/{contact}", "contact-update", "contact"),
    "contacts.delete": Call("DELETE", "/contacts/{contact}", "contact-delete"),
    "drives.list": Call("GET", "/drives", "drive-list"),
}

USER_ROOTS: Final = {"users": "/users"}
USER_CALLS: Final = {"list": Call("GET", "", "user-list")}
