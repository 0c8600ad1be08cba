from django.urls import path

from . import views

urlpatterns = [
    path("", views.activities, name="activities"),
    path("tambah/", views.activity_create, name="activity_create"),
    path(
        "tambah/simpan-otomatis/",
        views.activity_autosave_new,
        name="activity_autosave_new",
    ),
    path("<int:pk>/", views.activity, name="activity"),
    path("<int:pk>/ubah/", views.activity_change, name="activity_change"),
    path("<int:pk>/simpan-otomatis/", views.activity_autosave, name="activity_autosave"),
    path("<int:pk>/hapus/", views.activity_delete, name="activity_delete"),
    path("<int:pk>/langkah/<slug:verb>/", views.activity_move, name="activity_move"),
]
