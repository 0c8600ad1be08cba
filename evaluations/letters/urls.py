from django.urls import path

from . import views

urlpatterns = [
    path("surat/", views.letters, name="letters"),
    path("surat/catat/", views.letter_add, name="letter_add"),
    path("surat/<int:pk>/", views.letter, name="letter"),
    path("surat/<int:pk>/ubah/", views.letter_edit, name="letter_edit"),
    path("surat/<int:pk>/laporan/", views.report, name="report"),
    path("surat/<int:pk>/komponen/", views.components, name="components"),
    path("surat/<int:pk>/temuan/catat/", views.finding_add, name="finding_add"),
    path("surat/<int:pk>/temuan/<int:number>/ubah/", views.finding_edit, name="finding_edit"),
    path(
        "rekomendasi/<int:recommendation_pk>/tindak-lanjut/",
        views.follow_up_add,
        name="follow_up_add",
    ),
    path("tindak-lanjut/", views.follow_ups, name="follow_ups"),
    path("tindak-lanjut/<int:pk>/", views.follow_up, name="follow_up"),
    path("tindak-lanjut/<int:pk>/ubah/", views.follow_up_edit, name="follow_up_edit"),
    path("tindak-lanjut/<int:pk>/<str:verb>/", views.follow_up_move, name="follow_up_move"),
]
