from django.urls import path

from .views import access, choices, people, periods, refusals, units

app_name = "organisation"
urlpatterns = [
    path("unit/", units.unit_list, name="units"),
    path("unit/<slug:code>/", units.unit_detail, name="unit"),
    path("unit/<slug:code>/orang/", units.unit_people, name="unit_people"),
    path("unit/<slug:code>/riwayat/", units.unit_history, name="unit_history"),
    path("unit/<slug:code>/tambah/", units.unit_create, name="unit_create"),
    path("unit/<slug:code>/ubah/", units.unit_change, name="unit_change"),
    path("unit/<slug:code>/pindah/", units.unit_move, name="unit_move"),
    path("unit/<slug:code>/tutup/", units.unit_close, name="unit_close"),
    path("orang/", people.people, name="people"),
    path("orang/tambah/", people.person_create, name="person_create"),
    path("orang/penolakan/", refusals.refusals, name="refusals"),
    path("orang/<int:pk>/", people.person, name="person"),
    path("orang/<int:pk>/riwayat/", people.person_history, name="person_history"),
    path("orang/<int:pk>/ubah/", people.person_change, name="person_change"),
    path("orang/<int:pk>/penugasan/tambah/", people.membership_create, name="membership_create"),
    path("penugasan/<int:pk>/akhiri/", people.membership_end, name="membership_end"),
    path("periode/", periods.periods, name="periods"),
    path("periode/atur/", periods.period_set, name="period_set"),
    path("periode/<int:pk>/buka-kembali/", periods.period_reopen, name="period_reopen"),
    path("periode/<int:pk>/riwayat/", periods.period_history, name="period_history"),
    path("wewenang/", access.access, name="access"),
    path("pilihan/<slug:name>/", choices.choices, name="choices"),
    path("pilihan/<slug:name>/<int:of>/", choices.choices, name="choices"),
]
