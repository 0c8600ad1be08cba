from django.urls import path

from . import views

urlpatterns = [
    path("tahap/<int:pk>/langkah/record/", views.ruling_record, name="ruling_record"),
    path("tahap/<int:pk>/langkah/correct/", views.ruling_correct, name="ruling_correct"),
]
