"""The ground floor of the portal: settings, engines and the five small apps below the domain."""

from .celery import app as celery_app

__all__ = ["celery_app"]
