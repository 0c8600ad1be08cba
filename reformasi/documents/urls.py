from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("periksa/", views.check_file, name="check_file"),
    path("periksa/<str:token>/", views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/kemajuan/", views.progress, name="progress"),
    path("<int:pk>/riwayat/", views.history, name="history"),
    path("<int:pk>/unduh/<int:edition>/", views.download, name="download"),
    path("<int:pk>/batal/", views.cancel, name="cancel"),
    path("<int:pk>/ulang/", views.retry, name="retry"),
    path("<int:pk>/sahkan/", views.sign, name="sign"),
    path("<int:pk>/bagikan/", views.share, name="share"),
    path("<int:pk>/bagikan/<int:grant_pk>/akhiri/", views.end_share, name="end_share"),
]
