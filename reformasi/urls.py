"""Every address of the portal; each app names its own."""

from django.urls import include, path

from reformasi.sending.once import counted_once

handler400 = "reformasi.sending.views.bad_request"
handler403 = "reformasi.sending.views.forbidden"
handler404 = "reformasi.sending.views.not_found"
handler500 = "reformasi.sending.views.server_error"

urlpatterns = counted_once(
    [
        path("", include("dashboards.urls")),
        path("", include("reformasi.ui.urls")),
        path("akun/", include("reformasi.accounts.account_urls")),
        path("akun/", include("reformasi.accounts.urls")),
        path("organisasi/", include("reformasi.organisation.urls")),
        path("privasi/", include("reformasi.privacy.urls")),
        path("tabel/", include("reformasi.sheets.urls")),
        path("bukti/", include("reformasi.evidence.urls")),
        path("dokumen/", include("reformasi.documents.urls")),
        path("evaluasi/", include("evaluations.urls")),
        path("program/", include("programs.urls")),
        path("zi/", include("zona_integritas.urls")),
    ]
)
