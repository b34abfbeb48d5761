"""Who Microsoft is to us, and where its interfaces live. Law: facts with a page to check them against, dated."""

from typing import Final

from gateway.model.connector import Vendor

HOSTS: Final = {"graph.microsoft.com": "US", "login.microsoftonline.com": "US"}
"""Both answer from wherever is near; a tenant's own data stays in its region, but count on the United States.

The national clouds have hosts of their own (https://learn.microsoft.com/graph/deployments) and are none of this connector's.
"""

VENDOR: Final = Vendor(
    legal_name="Microsoft Ireland Operations Limited (with Microsoft Corporation)",
    service="Microsoft 365: calendar, files, mail, contacts and tasks of an account its owner linked",
    hq_country="US",
    # Of the tenant, under its own contract (Products and Services Data Protection Addendum, "Processor and Controller Roles").
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
    # The addendum, "Nature of Data Processing; Ownership": no advertising, no use beyond providing the service.
    resells=False,
    ad_platform=False,
    trains_models=False,
    documentation="https://www.microsoft.com/licensing/docs/view/Microsoft-Products-and-Services-Data-Protection-Addendum-DPA",
    reviewed="2026-11-22",
)
