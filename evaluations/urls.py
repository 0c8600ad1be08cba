from django.urls import include, path

app_name = "evaluations"
urlpatterns = [
    path("", include("evaluations.instruments.urls")),
    path("", include("evaluations.assessments.urls")),
    path("", include("evaluations.dossiers.urls")),
    path("", include("evaluations.letters.urls")),
    path("", include("evaluations.follow_ups.urls")),
]
