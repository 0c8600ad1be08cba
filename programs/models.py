"""Where Django looks for the models of the rooms."""

from .achievements import models as achievements
from .activities import models as activities
from .areas import models as areas
from .events import models as events
from .plans import models as plans

__all__ = ["achievements", "activities", "areas", "events", "plans"]
