from django.urls import include, path

from . import views

app_name = "programs"
urlpatterns = [
    path("area/", views.areas, name="areas"),
    path("menunggu/", views.waiting, name="waiting"),
    path("rencana-aksi/", include("programs.plans.urls")),
    path("capaian/", include("programs.achievements.urls")),
    path("kegiatan/", include("programs.activities.urls")),
    path("kegiatan/", include("programs.events.urls")),
]
