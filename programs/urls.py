from django.urls import path, register_converter

from .views import activities, events, plans


class SheetKind:
    """The kinds of spreadsheet that are offered."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SheetKind, "sheet")

app_name = "programs"
urlpatterns = [
    path("area/", plans.areas, name="areas"),
    path("menunggu/", activities.waiting, name="waiting"),
    path("rencana-aksi/", plans.plans, name="plans"),
    path("rencana-aksi/ekspor.<sheet:kind>", plans.plan_export, name="plan_export"),
    path("rencana-aksi/baru/", plans.plan_add, name="plan_add"),
    path("rencana-aksi/<int:pk>/", plans.plan, name="plan"),
    path("rencana-aksi/<int:pk>/ubah/", plans.plan_edit, name="plan_edit"),
    path("rencana-aksi/<int:pk>/hapus/", plans.plan_delete, name="plan_delete"),
    path("rencana-aksi/<int:pk>/capaian/", plans.progress, name="progress"),
    path("rencana-aksi/<int:pk>/langkah/<slug:verb>/", plans.plan_move, name="plan_move"),
    path("kegiatan/", activities.activities, name="activities"),
    path("kegiatan/ekspor.<sheet:kind>", activities.activity_export, name="activity_export"),
    path("kegiatan/baru/", activities.activity_add, name="activity_add"),
    path(
        "kegiatan/baru/simpan-otomatis/",
        activities.activity_autosave_new,
        name="activity_autosave_new",
    ),
    path("kegiatan/<int:pk>/", activities.activity, name="activity"),
    path("kegiatan/<int:pk>/ubah/", activities.activity_edit, name="activity_edit"),
    path(
        "kegiatan/<int:pk>/simpan-otomatis/", activities.activity_autosave, name="activity_autosave"
    ),
    path("kegiatan/<int:pk>/hapus/", activities.activity_delete, name="activity_delete"),
    path("kegiatan/<int:pk>/langkah/<slug:verb>/", activities.activity_move, name="activity_move"),
    path("kegiatan/<int:pk>/acara/", events.programme, name="programme"),
    path("kegiatan/<int:pk>/hadir/", events.attendance, name="attendance"),
    path("kegiatan/<int:pk>/hadir/tambah/", events.attendee_add, name="attendee_add"),
    path("kegiatan/<int:pk>/hadir/impor/", events.attendance_import, name="attendance_import"),
    path(
        "kegiatan/<int:pk>/hadir/templat/", events.attendance_template, name="attendance_template"
    ),
    path("kegiatan/<int:pk>/hadir/<int:attendee_pk>/", events.attendee, name="attendee"),
    path(
        "kegiatan/<int:pk>/hadir/<int:attendee_pk>/hapus/",
        events.attendee_remove,
        name="attendee_remove",
    ),
]
