"""What waits for a decision keeps its files as they were when it was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from django.db import models
from django.utils.translation import gettext as _

from reformasi.audit.refusals import Refused
from reformasi.organisation.decidable import deciders
from reformasi.organisation.models import Unit, User
from reformasi.organisation.scope import Visible
from reformasi.workflow.models import Decidable

from .attachments import Owner
from .models import Evidence


class FilesWait(Refused):
    """The files belong to something that waits; the reason names it and who decides."""


def waiting_among(owners: Iterable[Owner]) -> list[Decidable]:
    """What waits for a decision and rests on the files of ``owners``, each once."""
    items: dict[tuple[str, int], Decidable] = {}
    for owner in owners:
        for item in owner.awaiting:
            items[item._meta.label_lower, item.pk] = item
    return list(items.values())


def owners_of(evidence: Evidence) -> list[Owner]:
    """What it is attached to, always in the same order."""
    return [
        attachment.attached_to
        for kind in evidence.attached_kinds()
        for attachment in kind.objects.filter(evidence=evidence).order_by("owner_id")
    ]


def reason_for(items: Iterable[Decidable], user: User) -> tuple[str, Decidable | None]:
    """Why a file may not change now, and the first of ``items`` that ``user`` may see."""
    visible = [item for item in items if _is_visible(item, user)]
    if not visible:
        return (
            _(
                "Berkas ini terlampir pada sesuatu di luar jangkauan Anda yang sedang menunggu "
                "keputusan, jadi belum dapat diganti. Coba lagi sesudah diputuskan."
            ),
            None,
        )
    item = visible[0]
    return f"{_sentence(item)} {_who(item)}", item


def _is_visible(item: Decidable, user: User) -> bool:
    rows = cast(Visible[models.QuerySet[Decidable]], type(item)._default_manager)
    return rows.visible_to(user).filter(pk=item.pk).exists()


def _sentence(item: Decidable) -> str:
    return _(
        "“%(item)s” berstatus “%(status)s” dan memakai berkas ini, jadi berkasnya tetap seperti "
        "saat diajukan. Tunggu keputusannya, atau tarik kembali pengajuannya dahulu."
    ) % {"item": item, "status": item.get_status_display()}


def _who(item: Decidable) -> str:
    unit: Unit = getattr(item, "unit")  # noqa: B009  a Decidable of an Owner has one
    people = ", ".join(str(person) for person in deciders(item, unit))
    if not people:
        return _("Belum ada orang lain yang dapat memutuskan; minta administrator menugaskan.")
    return _("Yang dapat memutuskan: %(people)s.") % {"people": people}


def require_no_wait(
    items: Sequence[Decidable], target: models.Model, user: User, *, verb: str, phrase: str
) -> None:
    """Refuse where any of ``items`` waits; ``target`` is what the person wanted to change.

    Raises:
        FilesWait: it names what waits, and leads there if the person may see it.
    """
    if items:
        reason, item = reason_for(items, user)
        raise FilesWait(reason, verb=verb, target=item or target, phrase=phrase)
