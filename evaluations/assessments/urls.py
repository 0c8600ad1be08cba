from django.urls import path

from . import evidence_views, preparing_views, version_views, views, way_views, workbook_views

urlpatterns = [
    path("lke/", views.sheets, name="sheets"),
    path("lke/tambah/", views.sheet_create, name="sheet_create"),
    path("lke/<int:pk>/", views.sheet, name="sheet"),
    path("lke/<int:pk>/versi/", version_views.sheet_versions, name="sheet_versions"),
    path("lke/<int:pk>/riwayat/", version_views.sheet_history, name="sheet_history"),
    path("lke/<int:pk>/jalan/", way_views.way, name="way"),
    path("lke/<int:pk>/nilai/", views.sheet_standing, name="sheet_standing"),
    path("lke/<int:pk>/jawaban/ubah/", views.answers_change, name="answers_change"),
    path(
        "lke/<int:pk>/bukti/<str:code>/",
        evidence_views.answer_evidence,
        name="answer_evidence",
    ),
    path("lke/<int:pk>/catatan/<str:code>/ubah/", views.remark_change, name="remark_change"),
    path("lke/<int:pk>/penanggung-jawab/atur/", preparing_views.people_set, name="people_set"),
    path("lke/<int:pk>/isi-awal/", preparing_views.sheet_prefill, name="sheet_prefill"),
    path("lke/<int:pk>/ekspor/<slug:layout>/", workbook_views.sheet_export, name="sheet_export"),
    path("lke/<int:pk>/impor/", workbook_views.sheet_import, name="sheet_import"),
    path("lke/<int:pk>/impor/<str:token>/", workbook_views.sheet_preview, name="sheet_preview"),
    path("lke/lapis/<int:pk>/langkah/<slug:verb>/", views.sheet_move, name="sheet_move"),
]
