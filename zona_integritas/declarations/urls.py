from django.urls import path

from . import views

urlpatterns = [
    path("calon/<int:pk>/pencanangan/", views.declaration, name="declaration"),
    path(
        "calon/<int:pk>/pencanangan/ubah/",
        views.declaration_change,
        name="declaration_change",
    ),
]
