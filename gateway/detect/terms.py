"""Where the index of registered texts was. Law: nothing new here; import ``gateway.detect.index``."""

from gateway.detect.index import DETECTOR, OWN, TermIndex

__all__ = ["DETECTOR", "OWN", "TermIndex"]
