from django.urls import include, path

app_name = "zona_integritas"
urlpatterns = [
    path("", include("zona_integritas.candidates.urls")),
    path("", include("zona_integritas.declarations.urls")),
]
