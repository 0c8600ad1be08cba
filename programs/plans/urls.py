from django.urls import path

from programs.submissions import urls as _sheet_kinds  # noqa: F401

from . import views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("ekspor.<sheet:kind>", views.plan_export, name="plan_export"),
    path("baru/", views.plan_add, name="plan_add"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/ubah/", views.plan_edit, name="plan_edit"),
    path("<int:pk>/hapus/", views.plan_delete, name="plan_delete"),
    path("<int:pk>/capaian/", views.progress, name="progress"),
    path("<int:pk>/langkah/<slug:verb>/", views.plan_move, name="plan_move"),
]
