"""Vendors that are told of errors. Law: they hold no names, no addresses, no locals of a frame, no bodies of a request."""
