"""Indexes with some texts in them, and texts to put there."""

from hypothesis import strategies as st

from gateway.detect.index import TermIndex, Tiers

PHRASE = "Norther expansion phase 2"
WORDS = st.sampled_from(["alpha", "beta", "Gamma", "søk", "7", "東京", "x", "Vantongeren", "Zuiderzeeweg", "pyrotechnic"])
TITLES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def index(*phrases, kind="task", origin="integro", tiers=None):
    filled = TermIndex(tiers=tiers or Tiers())
    for number, phrase in enumerate(phrases):
        filled.add(f"t{number}", kind, phrase, origin)
    return filled
