from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from reformasi.ui import views

app_name = "ui"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("sehat/", views.health, name="health"),
    path("tema/", views.theme, name="theme"),
    path("bahasa/", login_not_required(set_language), name="language"),
    path("tanggal/", views.day, name="day"),
    path("bagan/<str:key>/", views.chart, name="chart"),
    path("galeri/", views.gallery, name="gallery"),
    path(
        "galeri/daftar/", views.gallery, {"template": "ui/gallery_list.html"}, name="gallery_list"
    ),
    path(
        "galeri/formulir/", views.gallery, {"template": "ui/gallery_form.html"}, name="gallery_form"
    ),
]
