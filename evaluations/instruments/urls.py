from django.urls import path

from . import views

urlpatterns = [
    path("instrumen/", views.instruments, name="instruments"),
    path("instrumen/<slug:code>/", views.instrument, name="instrument"),
    path("instrumen/<slug:old>/perubahan/<slug:new>/", views.changes, name="instrument_changes"),
]
