"""Our own rate limit: a token bucket per caller (RFC 2697's single-rate idea). Law: pure but for its counters; time comes in."""

from dataclasses import dataclass, field

from gateway.model.errors import Refused


@dataclass(slots=True)
class Buckets:
    """One bucket per caller, each holding one second's worth of calls.

    Attributes:
        per_second: calls a caller may make per second; 0 switches the limit off.
    """

    per_second: float
    _levels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, caller: str, now: float) -> None:
        """Take one call out of a caller's bucket.

        Args:
            caller: a known caller's name, so the table can not grow beyond them.
            now: seconds on a monotonic clock.

        Raises:
            Refused: ``rate_limited``.
        """
        if self.per_second <= 0:
            return
        capacity = max(self.per_second, 1.0)
        level, then = self._levels.get(caller, (capacity, now))
        level = min(capacity, level + (now - then) * self.per_second)
        self._levels[caller] = (max(level - 1.0, 0.0) if level >= 1.0 else level, now)
        if level < 1.0:
            raise Refused("rate_limited")
