from django.urls import path

from . import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("dasbor/pegawai/", views.pegawai, name="pegawai"),
    path("dasbor/ketua-tim/", views.ketua_tim, name="ketua-tim"),
    path("dasbor/biro/", views.biro, name="biro"),
    path("dasbor/pimpinan/", views.pimpinan, name="pimpinan"),
    path("dasbor/admin/", views.admin, name="admin"),
]
