"""Who may do what, and the words that may not leave. Law: read as one immutable snapshot, swapped whole on change."""
