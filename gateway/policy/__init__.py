"""Asks the written policies. Law of this room: pure; texts and register rows come in, decisions go out; a doubt is a deny."""
