"""The only room that knows PostgreSQL servers and connections. Law: durable or not at all; driver errors end here as StoreUnavailable."""
