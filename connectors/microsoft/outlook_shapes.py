"""What mail, calendars and contacts of Outlook have in common. Law: names as in Microsoft's reference, each in exactly one class.

Source: https://learn.microsoft.com/graph/api/resources/message, /event, /contact and the pages they link to; msgraph-sdk 1.65.
Parameters of actions are written both ways: msgraph-sdk capitalises them, the reference and other clients do not.
"""

from typing import Final

from connectors.shapes import Shapes

OUTLOOK: Final[Shapes] = {
    "emailAddress": {"email": "address!", "name": "name"},
    "recipient": {"emailAddress": "emailAddress"},
    "itemBody": {"text": "content", "system": "contentType"},
    "attachment": {
        "text": "name contentLocation sourceUrl thumbnailUrl previewUrl",
        "file": "contentBytes item**",
        "system": "id contentType contentId isInline size lastModifiedDateTime providerType permission isFolder",
    },
    "dateTimeTimeZone": {"system": "dateTime timeZone"},
    "followupFlag": {
        "system": "flagStatus",
        "dateTimeTimeZone": "completedDateTime dueDateTime startDateTime",
    },
    "extendedProperty": {"system": "id", "text": "value value[]"},
    "extension": {"system": "id extensionName", "text": "**"},
    "outlookItem": {
        "system": "id changeKey createdDateTime lastModifiedDateTime hasAttachments importance webLink",
        "text": "subject bodyPreview categories[]",
        "itemBody": "body",
        "attachment": "attachments[]",
        "extension": "extensions[]",
        "extendedProperty": "singleValueExtendedProperties[] multiValueExtendedProperties[]",
    },
    "physicalAddress": {"address": "street city state postalCode countryOrRegion", "system": "type postOfficeBox"},
    "location": {
        "text": "displayName locationUri",
        "email": "locationEmailAddress",
        "system": "locationType uniqueId uniqueIdType coordinates.accuracy coordinates.altitude coordinates.altitudeAccuracy",
        "position": "coordinates.latitude coordinates.longitude",
        "physicalAddress": "address",
    },
    "recurrence": {
        "system": (
            "pattern.type pattern.interval pattern.dayOfMonth pattern.daysOfWeek[] pattern.firstDayOfWeek pattern.index pattern.month"
            " range.type range.startDate range.endDate range.numberOfOccurrences range.recurrenceTimeZone"
            " pattern.'@odata.type' range.'@odata.type'"
        ),
    },
}
