"""What beat asks for at night."""

from celery import shared_task

from . import stored_files


@shared_task(expires=3600)
def delete_orphans() -> None:
    """Remove what uploads left behind that a power cut or a kill ended."""
    stored_files.delete_orphans()
