from django.urls import path

from . import views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("tambah/", views.plan_create, name="plan_create"),
    path("lke/<int:pk>/tambah/", views.sheet_plans_create, name="sheet_plans_create"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/ubah/", views.plan_change, name="plan_change"),
    path("<int:pk>/hapus/", views.plan_delete, name="plan_delete"),
    path("<int:pk>/langkah/<slug:verb>/", views.plan_move, name="plan_move"),
]
