from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("", views.notice, name="notice"),
    path("daftar/", views.register, name="register"),
    path("data-saya/", views.own, name="own"),
    path("data-saya/unduh/", views.own_download, name="own_download"),
]
