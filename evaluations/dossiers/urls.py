from django.urls import path

from . import views

urlpatterns = [
    path("lke/<int:pk>/dokumen/", views.sheet_documents, name="sheet_documents"),
    path(
        "lke/<int:pk>/dokumen/<slug:kind>/tambah/",
        views.sheet_document_create,
        name="sheet_document_create",
    ),
    path("lke/<int:pk>/bundel/tambah/", views.dossier_create, name="dossier_create"),
    path("lke/bundel/<int:pk>/", views.dossier, name="dossier"),
    path("lke/bundel/<int:pk>/kemajuan/", views.dossier_progress, name="dossier_progress"),
    path("lke/bundel/<int:pk>/ulang/", views.dossier_retry, name="dossier_retry"),
    path("lke/bundel/<int:pk>/unduh/", views.dossier_download, name="dossier_download"),
]
