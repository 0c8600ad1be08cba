"""A sheet with several layers, as the assessment sheet will have them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import TextChoices

from reformasi.organisation.decidable import LayerQuerySet
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import grant
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import Layer, Versioned, status_field
from reformasi.workflow.moves import State, decisions


class Status(TextChoices):
    DRAFT = State.DRAFT, "Diisi"
    SUBMITTED = State.SUBMITTED, "Menunggu"
    RETURNED = State.RETURNED, "Dikembalikan"
    APPROVED = State.APPROVED, "Disetujui"


class Kind(TextChoices):
    UNIT = "unit", "Unit"
    TPI_MEMBER = "tpi_member", "Anggota TPI"
    TPI_LEAD = "tpi_lead", "Ketua TPI"


class Sheet(models.Model):
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"LKE {self.unit.code}"


class SheetLayerQuerySet(LayerQuerySet["SheetLayer"]):
    def of(self, sheet: Sheet) -> Self:
        return self.filter(sheet=sheet)


class SheetLayer(Layer):
    DECISIONS = decisions(submit="Serahkan", approve="Terima", return_note="Apa yang kurang?")
    KINDS = Kind
    frozen = Frozen(given=("sheet", "kind"), parts=("answers",))
    unit_lookup = "sheet__unit"

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="layers")
    status = status_field(Status)

    objects = SheetLayerQuerySet.as_manager()

    class Meta(Layer.Meta):
        verbose_name = "lapis"
        constraints = [
            *Layer.Meta.constraints,
            models.UniqueConstraint(fields=["sheet", "kind"], name="layered_layer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return f"/lembar/{self.sheet_id}/{self.kind}/"

    def get_kind_display(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def unit(self) -> Unit:
        return self.sheet.unit


class SheetAnswer(Versioned):
    """Has a version of its own: two people on one layer refuse each other only here."""

    layer = models.ForeignKey(SheetLayer, on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=20)
    value = models.CharField(max_length=20, blank=True)

    frozen = Frozen(fields=("code", "value"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


#: Layer -> who submits it, who decides on it.
HANDS = {
    Kind.UNIT: (Role.ASESOR, Role.KETUA_TIM),
    Kind.TPI_MEMBER: (Role.TPI_ANGGOTA, Role.TPI_KETUA),
    Kind.TPI_LEAD: (Role.TPI_KETUA, Role.TPI_DALNIS),
}
PERMISSIONS = {
    f"layered.{verb}_{kind}_sheetlayer": {hands[verb != "submit"]}
    for kind, hands in HANDS.items()
    for verb in ("submit", "approve", "return")
}
grant(PERMISSIONS, labels=dict.fromkeys(PERMISSIONS, "memutuskan lapis lembar uji"))
