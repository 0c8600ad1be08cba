"""Where Django looks for the models of the rooms."""

from .assessments import models as assessments
from .dossiers import models as dossiers
from .follow_ups import models as follow_ups
from .instruments import groups as instrument_groups
from .instruments import models as instruments
from .letters import models as letters

__all__ = ["assessments", "dossiers", "follow_ups", "instrument_groups", "instruments", "letters"]
