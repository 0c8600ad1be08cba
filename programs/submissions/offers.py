"""What may be chosen in the forms and lists of activities, plans and achievements alike."""

from __future__ import annotations

from django.db.models import QuerySet

from evaluations.letters.models import Recommendation
from evaluations.letters.naming import RECOMMENDATION
from reformasi.organisation.models import Unit, User
from reformasi.organisation.naming import UNIT
from reformasi.organisation.offering import Offer


def _recommendations(user: User, of: int) -> QuerySet[Recommendation]:
    return Recommendation.objects.visible_to(user).select_related("finding__letter")


RECOMMENDATIONS = Offer("rekomendasi", RECOMMENDATION, _recommendations)
UNITS = Offer("unit", UNIT, lambda user, of: Unit.objects.visible_to(user))
