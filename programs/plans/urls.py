from django.urls import path

from . import views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("baru/", views.plan_add, name="plan_add"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/ubah/", views.plan_edit, name="plan_edit"),
    path("<int:pk>/hapus/", views.plan_delete, name="plan_delete"),
    path("<int:pk>/capaian/", views.progress, name="progress"),
    path("<int:pk>/langkah/<slug:verb>/", views.plan_move, name="plan_move"),
]
