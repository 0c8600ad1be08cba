"""When evidence is in force, as conditions that indexes answer."""

from datetime import date

from django.db.models import Q

#: Without a period.
TIMELESS = Q(effective_from__isnull=True, effective_to__isnull=True)


def in_force(year: int) -> Q:
    """In force at some time of ``year``; without a period, uploaded in it."""
    begun = Q(effective_from__isnull=False, effective_from__lte=date(year, 12, 31))
    lasting = Q(effective_to__isnull=False, effective_to__gte=date(year, 1, 1))
    return (
        TIMELESS & Q(created_at__year=year)
        | begun & (Q(effective_to__isnull=True) | lasting)
        | Q(effective_from__isnull=True) & lasting
    )
