from django.urls import path

from . import views

urlpatterns = [
    path("surat/tambah/", views.letter_create, name="letter_create"),
    path("surat/<int:pk>/ubah/", views.letter_change, name="letter_change"),
    path("surat/<int:pk>/komponen/", views.components, name="components"),
    path("surat/<int:pk>/temuan/tambah/", views.finding_create, name="finding_create"),
    path("surat/<int:pk>/temuan/<int:number>/ubah/", views.finding_change, name="finding_change"),
]
