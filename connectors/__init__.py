"""One frozen value per vendor, in families. Law: no code, no I/O, nothing but declarations."""
