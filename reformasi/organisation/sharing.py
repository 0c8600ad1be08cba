"""One person, one object, until a day: giving it, taking it back, and who has it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import Refused, SameHand
from reformasi.ui import days
from reformasi.workflow.versions import locked

from .models import Grant, User
from .models.grants import CONTENT

#: The trail puts the name in, while there is a key for it.
SHARED = gettext_noop("membagikan kepada %(about)s")
NO_LONGER_SHARED = gettext_noop("menghentikan berbagi kepada %(about)s")
#: With whom something is shared, and why, is for those who may share it, in its history as well.
VERBS = ("share", "end_share")


class ShareDay(Refused):
    """Nothing is shared until a day that is over, or for longer than a year."""


def grants_on(obj: Model, day: date) -> QuerySet[Grant]:
    """With whom ``obj`` is shared on ``day``."""
    given = Grant.kind_for(obj)._default_manager.filter(**{CONTENT: obj}, ends__gte=day)
    return given.select_related("user", "granted_by").order_by("ends", "pk")


@transaction.atomic
def share(*, obj: Model, perm: str, user: User, ends: date, reason: str, by: User) -> Grant:
    """Give one person one permission on one object until ``ends`` (django-guardian row).

    Raises:
        SameHand: what people see by their role ends with it; they do not keep it for themselves.
        ShareDay: ``ends`` is over, or more than a year away.
    """
    phrase = trail.PHRASES["share"]
    if by.pk == user.pk:
        reason = _("Tidak seorang pun berbagi dengan dirinya sendiri. Pilih orang lain.")
        raise SameHand(reason, verb="share", target=obj, phrase=phrase)
    try:
        days.COMING_YEAR(ends)
    except ValidationError as error:
        raise ShareDay(error.messages[0], verb="share", target=obj, phrase=phrase) from error
    app_label, codename = perm.split(".", 1)
    permission = Permission.objects.get(codename=codename, content_type__app_label=app_label)
    of_obj = Grant.kind_for(obj)._default_manager.filter(**{CONTENT: obj})
    terms = {"ends": ends, "reason": reason, "granted_by": by}
    grant, _created = of_obj.update_or_create(
        user=user, permission=permission, defaults=terms, create_defaults={CONTENT: obj, **terms}
    )
    user.forget_grants()
    changes: trail.Changes = {"ends": ["", ends]}
    trail.record("share", obj, by=by, phrase=SHARED, note=reason, changes=changes, about=user)
    return grant


@transaction.atomic
def end_share(*, grant: Grant, by: User) -> None:
    """Stop sharing now; the row stays and tells that it was shared. What has ended is left."""
    grant.refresh_from_db(from_queryset=locked(type(grant)))
    yesterday = timezone.localdate() - timedelta(days=1)
    if grant.ends <= yesterday:
        return
    before, grant.ends = grant.ends, yesterday
    grant.save(update_fields=["ends"])
    grant.user.forget_grants()
    obj: Model = getattr(grant, CONTENT)
    trail.record(
        "end_share",
        obj,
        by=by,
        phrase=NO_LONGER_SHARED,
        changes={"ends": [before, yesterday]},
        about=grant.user,
    )
