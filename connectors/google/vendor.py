"""Who Google is to us, and where its interfaces live. Law: facts with a page to check them against, dated."""

from typing import Final

from gateway.model.connector import Vendor

HOSTS: Final = {
    "www.googleapis.com": "US",
    "gmail.googleapis.com": "US",
    "people.googleapis.com": "US",
    "sheets.googleapis.com": "US",
    "docs.googleapis.com": "US",
    "tasks.googleapis.com": "US",
    "oauth2.googleapis.com": "US",
    "openidconnect.googleapis.com": "US",
}
"""These names are served from wherever is near; without a contract on data regions, count on the United States."""

VENDOR: Final = Vendor(
    legal_name="Google Ireland Limited (with Google LLC)",
    service="Google Workspace: calendar, files, mail, contacts, documents and tasks of an account its owner linked",
    hq_country="US",
    # Of the tenant, under its own contract (Cloud Data Processing Addendum, section 4.1).
    role="processor",
    mechanisms={"US": "dpf", "IE": "adequacy"},
    categories=frozenset(
        {
            "user.contact",
            "user.content.private",
            "user.job_title",
            "user.name",
            "user.unique_id",
            "user.workplace",
            # What people write of in their own mails, appointments and documents: the addendum covers whatever the customer puts in.
            "user.criminal_history",
            "user.demographic",
            "user.financial",
            "user.government_id",
            "user.health_and_medical",
            "user.location",
            "user.payment",
            # Only what an authorisation record names passes (policy); declared here so that it can be authorised at all.
            "integro.attachment",
            "integro.client",
            "integro.collaboration",
            "integro.comment",
            "integro.project",
            "integro.search_query",
            "integro.task",
            "integro.team",
        }
    ),
    # https://workspace.google.com/learn-more/security/security-whitepaper/page-6.html: no advertising, no other use of customer data.
    resells=False,
    ad_platform=False,
    trains_models=False,
    documentation="https://cloud.google.com/terms/data-processing-addendum",
    reviewed="2026-11-22",
)
