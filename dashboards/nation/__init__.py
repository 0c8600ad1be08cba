"""A nation of made-up units, people and work, to measure the portal at that size (ADR 135).

It is loaded beside the demo by COPY, not through actions; every rule of the tables is checked
afterwards.
"""

from .loading import ROOT_CODE, is_made, make
from .size import SCALES, Size

__all__ = ["ROOT_CODE", "SCALES", "Size", "is_made", "make"]
