from django.urls import include, path

app_name = "zona_integritas"
urlpatterns = [
    # Before the candidates: their moves have an address for any verb.
    path("", include("zona_integritas.rulings.urls")),
    path("", include("zona_integritas.candidates.urls")),
    path("", include("zona_integritas.declarations.urls")),
]
