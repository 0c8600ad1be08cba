from django.urls import path

from . import attachment_views, views

app_name = "evidence"
urlpatterns = [
    path("", views.library, name="library"),
    path("unggah/", views.upload, name="upload"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/riwayat/", views.history, name="history"),
    path("<int:pk>/ubah/", views.change, name="change"),
    path("<int:pk>/versi-baru/", views.add_version, name="add_version"),
    path("<int:pk>/bagikan/", views.share, name="share"),
    path("<int:pk>/bagikan/<int:grant_pk>/akhiri/", views.end_share, name="end_share"),
    path("<int:pk>/v<int:number>/lihat/", views.preview, name="preview"),
    path("<int:pk>/v<int:number>/unduh/", views.download, name="download"),
    path("lampirkan/<str:kind>/<int:owner_pk>/", views.attach, name="attach"),
    path("lampirkan/<str:kind>/<int:owner_pk>/pilih/", views.choose, name="choose"),
    path("usul/<str:kind>/<int:owner_pk>/", views.propose_waiver, name="propose_waiver"),
    path("kecualikan/<str:kind>/<int:owner_pk>/", views.waive, name="waive"),
    path("lampiran/<str:kind>/<int:pk>/", attachment_views.attachment, name="attachment"),
    path(
        "lampiran/<str:kind>/<int:pk>/letak/ubah/",
        attachment_views.change_pointer,
        name="change_pointer",
    ),
    path("lepas/<str:kind>/<int:pk>/", views.detach, name="detach"),
]
