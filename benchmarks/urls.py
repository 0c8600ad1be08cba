"""Every address of the portal, and an empty page behind the same middleware and login."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("kosong/", empty, name="empty"),
    path("", include("reformasi.urls")),
]
