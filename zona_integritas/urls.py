from django.urls import URLPattern

app_name = "zona_integritas"
urlpatterns: list[URLPattern] = []
