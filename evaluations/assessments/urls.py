from django.urls import path

from . import views

urlpatterns = [
    path("lke/", views.sheets, name="sheets"),
    path("lke/tambah/", views.sheet_create, name="sheet_create"),
    path("lke/<int:pk>/", views.sheet, name="sheet"),
    path("lke/<int:pk>/jawaban/ubah/", views.answers_change, name="answers_change"),
    path("lke/<int:pk>/catatan/<str:code>/ubah/", views.remark_change, name="remark_change"),
    path("lke/lapis/<int:pk>/langkah/<slug:verb>/", views.sheet_move, name="sheet_move"),
]
