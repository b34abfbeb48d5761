"""Finds a tenant's registered texts. Law: no text is kept, only keyed digests; what was registered is found, however it is written."""
