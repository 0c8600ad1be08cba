from django.urls import path

from . import views

urlpatterns = [
    path("surat/", views.letters, name="letters"),
    path("surat/tambah/", views.letter_create, name="letter_create"),
    path("surat/<int:pk>/", views.letter, name="letter"),
    path("surat/<int:pk>/ubah/", views.letter_change, name="letter_change"),
    path("surat/<int:pk>/laporan/", views.report, name="report"),
    path("surat/<int:pk>/komponen/", views.components, name="components"),
    path("surat/<int:pk>/temuan/tambah/", views.finding_create, name="finding_create"),
    path("surat/<int:pk>/temuan/<int:number>/ubah/", views.finding_change, name="finding_change"),
    path(
        "rekomendasi/<int:recommendation_pk>/tindak-lanjut/tambah/",
        views.follow_up_create,
        name="follow_up_create",
    ),
    path("tindak-lanjut/", views.follow_ups, name="follow_ups"),
    path("tindak-lanjut/<int:pk>/", views.follow_up, name="follow_up"),
    path("tindak-lanjut/<int:pk>/ubah/", views.follow_up_change, name="follow_up_change"),
    path(
        "tindak-lanjut/<int:pk>/langkah/<slug:verb>/", views.follow_up_move, name="follow_up_move"
    ),
]
