from django.urls import path

from . import views

urlpatterns = [
    path("surat/", views.letters, name="letters"),
    path("surat/<int:pk>/", views.letter, name="letter"),
    path("surat/<int:pk>/laporan/", views.report, name="report"),
    path("rekomendasi/", views.recommendations, name="recommendations"),
    path(
        "rekomendasi/<int:recommendation_pk>/tindak-lanjut/tambah/",
        views.follow_up_create,
        name="follow_up_create",
    ),
    path("tindak-lanjut/", views.follow_ups, name="follow_ups"),
    path("tindak-lanjut/<int:pk>/", views.follow_up, name="follow_up"),
    path("tindak-lanjut/<int:pk>/ubah/", views.follow_up_change, name="follow_up_change"),
    path("tindak-lanjut/<int:pk>/hapus/", views.follow_up_delete, name="follow_up_delete"),
    path("tindak-lanjut/<int:pk>/tugas/ubah/", views.task_change, name="task_change"),
    path("tindak-lanjut/<int:pk>/langkah/excuse/", views.follow_up_excuse, name="follow_up_excuse"),
    path("tindak-lanjut/<int:pk>/langkah/record/", views.follow_up_record, name="follow_up_record"),
    path(
        "tindak-lanjut/<int:pk>/langkah/<slug:verb>/", views.follow_up_move, name="follow_up_move"
    ),
    path(
        "tindak-lanjut/<int:pk>/perpanjangan/tambah/",
        views.time_request_create,
        name="time_request_create",
    ),
    path(
        "perpanjangan/<int:pk>/langkah/<slug:verb>/",
        views.time_request_move,
        name="time_request_move",
    ),
]
