from django.urls import path

from . import views

urlpatterns = [
    path("<int:pk>/acara/", views.programme, name="programme"),
    path("<int:pk>/hadir/", views.attendance, name="attendance"),
    path("<int:pk>/hadir/tambah/", views.attendee_add, name="attendee_add"),
    path("<int:pk>/hadir/<int:attendee_pk>/", views.attendee, name="attendee"),
    path(
        "<int:pk>/hadir/<int:attendee_pk>/hapus/",
        views.attendee_remove,
        name="attendee_remove",
    ),
]
