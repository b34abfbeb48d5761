"""The interface for admins, auditors and the ERP back end. Law: one table of routes; each names its role and its event."""
