"""The schedule of Celery's beat, which a clock that ran ahead cannot silence."""

from __future__ import annotations

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own, which keeps when each task was last sent; but no such time is to come.

    A clock that was two hours fast, and is right again, would keep beat waiting for two hours, over
    a restart too: what it kept says so.
    """

    def tick(self) -> float:  # type: ignore[override]  # Celery's own gives it nothing
        self.forget_the_future()
        return float(super().tick())

    def forget_the_future(self) -> None:
        """Whatever was "last sent" in the future was sent just now; the order is made anew."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if (entry.last_run_at or now) > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None
