"""The way out: one door in, one handler, one guarded client. Law: nothing leaves without a review and a durable record."""
