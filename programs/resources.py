"""Spreadsheets: the attendance list in, lists of activities and action plans out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, widgets
from import_export.resources import ModelResource

from reformasi.organisation import nip
from reformasi.organisation.models import Unit, User

from .activities.models import Activity
from .events import actions
from .events.models import Attendance, Socialization
from .plans.models import ActionPlan

SIGNED = {"ya": True, "y": True, "1": True, "true": True, "v": True, "✓": True}
NOT_SIGNED = {"tidak": False, "t": False, "0": False, "false": False, "-": False}


class NipWidget(widgets.Widget):
    """A NIP as text. As a number a spreadsheet program keeps 15 of its 18 digits: refused then."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, int | float) and value >= 10**15:
            raise ValueError(
                _(
                    "NIP tersimpan sebagai angka sehingga digit terakhirnya hilang. Ubah kolom NIP "
                    "menjadi Teks, lalu ketik ulang NIP-nya."
                )
            )
        return nip.normalise(str(value or ""))


class SignedWidget(widgets.Widget):
    """Ya or tidak; blank means signed, as on paper."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = str("ya" if value in {None, ""} else value).strip().lower()
        known = {**SIGNED, **NOT_SIGNED}
        if text not in known:
            raise ValueError(_("Isi “ya” atau “tidak”."))
        return known[text]


class AttendanceResource(ModelResource):
    """One attendee a row; goes through the same action as the form. All rows or none."""

    name = fields.Field("name", "nama")
    nip = fields.Field("nip", "nip", widget=NipWidget())
    office = fields.Field("office", "jabatan", default="")
    unit_name = fields.Field("unit_name", "unit", default="")
    signed = fields.Field("signed", "tanda_tangan", widget=SignedWidget())

    REQUIRED = ("nama",)
    OPTIONAL = ("nip", "jabatan", "unit", "tanda_tangan")
    LABELS = {
        "name": gettext_lazy("nama"),
        "nip": gettext_lazy("NIP"),
        "office": gettext_lazy("jabatan"),
        "unit_name": gettext_lazy("unit"),
        "signed": gettext_lazy("tanda tangan"),
    }

    class Meta:
        model = Attendance
        import_id_fields = ()
        fields = ("name", "nip", "office", "unit_name", "signed")
        use_transactions = clean_model_instances = True
        skip_diff = True

    def __init__(self, event: Socialization, by: User) -> None:
        super().__init__()
        self.event, self.by = event, by
        units = Unit.objects.values_list("pk", "code", "name", "short_name")
        self.units = {
            name.strip().lower(): pk for pk, *names in units for name in names if name.strip()
        }

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        instance.socialization = self.event

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name in ("nama", "jabatan", "unit"):
            row[name] = str(row.get(name) or "").strip()
        row.setdefault("nip", "")
        row.setdefault("tanda_tangan", "")

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """A unit of the tree is linked; any other text stays as it was written."""
        super().import_instance(instance, row, **kwargs)
        if pk := self.units.get(row["unit"].lower()):
            instance.unit_id, instance.unit_name = pk, ""

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        values = {name: getattr(instance, name) for name in self._meta.fields}
        made = actions.add_attendee(
            event=self.event, by=self.by, on_trail=False, unit_id=instance.unit_id, **values
        )
        instance.pk = made.pk

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        failed = result.has_errors() or result.has_validation_errors()
        if not kwargs.get("dry_run") and not failed:
            actions.record_import(event=self.event, rows=len(dataset), by=self.by)


class SubmissionResource(ModelResource):
    """What the lists of activities and of action plans have in common when exported."""

    unit = fields.Field("unit__name", "unit_kerja")
    area = fields.Field("area__name", "area_perubahan")
    title = fields.Field("title", "judul")
    status = fields.Field("get_status_display", "status")
    remark = fields.Field(column_name="keterangan")

    def dehydrate_remark(self, row: Any) -> str:
        return _("data contoh") if row.is_sample else ""


class ActivityResource(SubmissionResource):
    """The list of activities as it is filtered."""

    date = fields.Field("date", "tanggal")
    end_date = fields.Field("end_date", "sampai_tanggal")
    kind = fields.Field("get_kind_display", "jenis")
    place = fields.Field("place", "tempat")
    description = fields.Field("description", "uraian")
    output = fields.Field("output", "hasil")
    participant_count = fields.Field("participant_count", "jumlah_peserta")
    evidence = fields.Field("evidence_count", "jumlah_bukti")

    class Meta:
        model = Activity
        fields = export_order = (
            "date",
            "end_date",
            "unit",
            "kind",
            "title",
            "place",
            "area",
            "description",
            "output",
            "participant_count",
            "evidence",
            "status",
            "remark",
        )


class PlanResource(SubmissionResource):
    """The list of action plans as it is filtered; amounts are cumulative."""

    year = fields.Field("year", "tahun")
    objective = fields.Field("objective", "sasaran")
    indicator = fields.Field("indicator", "indikator")
    unit_of_measure = fields.Field("unit_of_measure", "satuan")
    target_q1 = fields.Field("target_q1", "target_b03")
    target_q2 = fields.Field("target_q2", "target_b06")
    target_q3 = fields.Field("target_q3", "target_b09")
    target_q4 = fields.Field("target_q4", "target_b12")
    achieved_q1 = fields.Field("achieved_q1", "capaian_b03")
    achieved_q2 = fields.Field("achieved_q2", "capaian_b06")
    achieved_q3 = fields.Field("achieved_q3", "capaian_b09")
    achieved_q4 = fields.Field("achieved_q4", "capaian_b12")

    class Meta:
        model = ActionPlan
        fields = export_order = (
            "year",
            "unit",
            "area",
            "title",
            "objective",
            "indicator",
            "unit_of_measure",
            *ActionPlan.TARGETS,
            *ActionPlan.ACHIEVED,
            "status",
            "remark",
        )
