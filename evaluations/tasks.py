"""Where Celery looks for the tasks of the rooms."""

from .dossiers import tasks as dossiers

__all__ = ["dossiers"]
