"""The dashboards there are, and which of them a user has."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reformasi.organisation.models import User

from .permissions import DashboardPerm


@dataclass(frozen=True)
class Dashboard:
    """One dashboard: its address, its name, and the permission it asks for."""

    slug: str
    label: str | Promise
    perm: str


DASHBOARDS = (
    Dashboard("ketua-tim", _("Ketua tim"), DashboardPerm.VIEW_KETUA_TIM),
    Dashboard("pegawai", _("Pegawai"), DashboardPerm.VIEW_PEGAWAI),
    Dashboard("biro", _("Biro/Bagian Perencanaan"), DashboardPerm.VIEW_BIRO),
    Dashboard("pimpinan", _("Pimpinan"), DashboardPerm.VIEW_PIMPINAN),
    Dashboard("admin", _("Administrator"), DashboardPerm.VIEW_ADMIN),
)


def open_to(user: User) -> list[Dashboard]:
    """The dashboards of ``user``'s roles, the most urgent first."""
    return [dashboard for dashboard in DASHBOARDS if user.has_perm(dashboard.perm)]
