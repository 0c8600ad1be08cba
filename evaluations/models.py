"""Where Django looks for the models of the rooms."""

from .follow_ups import models as follow_ups
from .instruments import models as instruments
from .letters import models as letters

__all__ = ["follow_ups", "instruments", "letters"]
