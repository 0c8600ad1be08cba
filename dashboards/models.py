"""Where Django looks for the models of the rooms."""

from .rollups import models as rollups

__all__ = ["rollups"]
