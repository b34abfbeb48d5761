"""Names of properties that mean a person, in whichever product. Law: a name is here only where it can mean nothing else.

Sources: the reserved traits of https://segment.com/docs/connections/spec/identify/ (camelCase, or snake_case as server libraries write
them); applications use the same names with products that reserve none.
"""

from typing import Final

from connectors.shapes import Shape

CONTACT: Final[Shape] = {
    "email": "email emailAddress email_address",
    "phone": "phone phoneNumber phone_number",
    "name": "firstName first_name lastName last_name fullName full_name username userName user_name",
    "address": "address** street postalCode postal_code",
    "job": "jobTitle job_title",
    "ip": "ip ipAddress ip_address",
    "position": "latitude longitude",
    "area": "city country state region zip postcode",
    "cookie_id": "advertisingId advertising_id gclid fbclid msclkid",
    "secrets": "password",
}
"""Among properties of an event as well as in a profile."""

BIRTH: Final[Shape] = {"demographic": "age birthday birthdate birth_date dateOfBirth date_of_birth dob gender"}
"""In a profile: of whom the profile is."""
