"""How many of everything there are at scale 1, and at any other."""

from __future__ import annotations

from dataclasses import dataclass

#: What the command offers; tests make smaller ones.
SCALES = (0.01, 0.1, 1.0)
YEARS = 3  # of activities, plans and candidates, this one included
LEAST_UNITS = 40


@dataclass(frozen=True)
class Size:
    """The figures of a nation at ``scale``: 640 institutions under one root, 50,000 units."""

    scale: float

    def share(self, whole: int, least: int = 1) -> int:
        """So many of what is ``whole`` at scale 1."""
        return max(round(whole * self.scale), least)

    @property
    def units(self) -> int:
        return self.share(50_000, LEAST_UNITS)

    @property
    def institutions(self) -> int:
        return self.share(640, 3)

    @property
    def largest(self) -> int:
        """The units of the largest institution, itself included."""
        return self.share(3_500, 12)

    @property
    def people(self) -> int:
        return self.share(300_000, 6 * LEAST_UNITS)

    @property
    def activities(self) -> int:
        return self.share(1_000_000, 20 * LEAST_UNITS)

    @property
    def plans(self) -> int:
        return self.share(300_000, 6 * LEAST_UNITS)

    @property
    def evidence(self) -> int:
        """Files of which nothing has to have one lie in the libraries unused."""
        return self.share(1_200_000, 24 * LEAST_UNITS)

    @property
    def letters(self) -> int:
        return self.share(500, 3)

    @property
    def recommendations(self) -> int:
        return self.share(100_000, 60)

    @property
    def candidates(self) -> int:
        return self.share(10_000, 8)

    @property
    def sheets(self) -> int:
        return self.share(1_000, 2)
