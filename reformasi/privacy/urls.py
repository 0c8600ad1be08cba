from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("", views.notice, name="notice"),
    path("daftar/", views.register, name="register"),
    path("pemisahan/", views.separations, name="separations"),
    path("pemisahan/<int:pk>/tambah/", views.separation_create, name="separation_create"),
    *[
        path(
            f"pemisahan/<int:pk>/langkah/{verb}/",
            views.separation_move,
            {"verb": verb},
            name=f"separation_{verb}",
        )
        for verb in ("separate", "withdraw")
    ],
    path("koreksi/", views.corrections, name="corrections"),
    path("koreksi/tambah/", views.correction_create, name="correction_create"),
    path("koreksi/unduh/", views.outsider_download, name="outsider_download"),
    path("data-saya/", views.own, name="own"),
    path("data-saya/unduh/", views.own_download, name="own_download"),
]
