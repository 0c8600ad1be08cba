"""Where Django looks for the models of the rooms."""

from .candidates import models as candidates
from .declarations import models as declarations
from .road import models as road

__all__ = ["candidates", "declarations", "road"]
