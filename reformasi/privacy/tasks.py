"""Every night: what is too old goes."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformasi.audit import trail

from . import retention


@shared_task(expires=3600)
def forget() -> None:
    """Beat calls this at night; safe to run twice."""
    with trail.coming_from(_("pekerja")), translation.override(settings.LANGUAGE_CODE):
        retention.run(timezone.now())
