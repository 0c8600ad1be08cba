"""Where Celery looks for the tasks of the rooms."""

from .rollups import tasks as rollups

__all__ = ["rollups"]
