"""Login, password, second factor and sessions (django-allauth).

Accounts are made by administrators, so nothing here registers one or manages its e-mail.
"""

from allauth.account import views
from django.urls import include, path, re_path

from .views.own import logout

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("keluar/", logout, name="account_logout"),
    path("tidak-aktif/", views.account_inactive, name="account_inactive"),
    path("masuk-ulang/", views.reauthenticate, name="account_reauthenticate"),
    path("sandi/ganti/", views.password_change, name="account_change_password"),
    path("sandi/buat/", views.password_set, name="account_set_password"),
    path("sandi/lupa/", views.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/selesai/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sesi/", include("allauth.usersessions.urls")),
]
