"""Where Django looks for the models of the rooms."""

from .instruments import models as instruments
from .letters import models as letters

__all__ = ["instruments", "letters"]
