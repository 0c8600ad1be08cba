from django.urls import path

from . import views

urlpatterns = [
    path("", views.achievements, name="achievements"),
    path("tambah/<int:plan>/<int:quarter>/", views.achievement_create, name="achievement_create"),
    path("<int:pk>/", views.achievement, name="achievement"),
    path("<int:pk>/ubah/", views.achievement_change, name="achievement_change"),
    path("<int:pk>/hapus/", views.achievement_delete, name="achievement_delete"),
    path("<int:pk>/langkah/<slug:verb>/", views.achievement_move, name="achievement_move"),
]
