from django.urls import path

from .views import own

app_name = "accounts"
urlpatterns = [
    path("saya/", own.own, name="own"),
    path("faktor-kedua/", own.second_factor, name="second_factor"),
]
