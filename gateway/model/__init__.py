"""The nouns every room shares. Law of this room: frozen values, standard library only, no I/O, no clock, no randomness."""
