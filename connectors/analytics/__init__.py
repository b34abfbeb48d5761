"""Vendors that count what is used. Law: they hold ids, behaviour and coarse places; no names, no addresses, no project or task."""
