from django.urls import path

from . import views

urlpatterns = [
    path("", views.candidates, name="candidates"),
    path("calon/tambah/", views.candidate_create, name="candidate_create"),
    path("calon/<int:pk>/", views.candidate, name="candidate"),
    path("calon/<int:pk>/ubah/", views.candidate_change, name="candidate_change"),
    path("tahap/", views.milestones, name="milestones"),
    path("tahap/<int:pk>/", views.milestone, name="milestone"),
    path("tahap/<int:pk>/ubah/", views.milestone_change, name="milestone_change"),
    path("tahap/<int:pk>/langkah/<slug:verb>/", views.milestone_move, name="milestone_move"),
]
