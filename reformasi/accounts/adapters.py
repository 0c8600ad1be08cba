"""What the ministry asks of the login library: no self-registration, NIPs typed with spaces, and
every login on the trail."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage, consume
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.middleware import address_of
from reformasi.organisation.models import AccountVerb, User

from . import attempts

#: The library would send a letter of this name about each change: its verb, and the trail's words.
CHANGES = {
    "account/email/password_changed": (AccountVerb.PASSWORD, gettext_noop("mengganti kata sandi")),
    "account/email/password_set": (AccountVerb.PASSWORD, gettext_noop("membuat kata sandi")),
    "account/email/password_reset": (
        AccountVerb.PASSWORD,
        gettext_noop("mengatur ulang lewat surel kata sandi"),
    ),
    "mfa/email/totp_activated": (
        AccountVerb.SECOND_FACTOR,
        gettext_noop("memasang aplikasi autentikator pada akun"),
    ),
    "mfa/email/totp_deactivated": (
        AccountVerb.SECOND_FACTOR,
        gettext_noop("melepas aplikasi autentikator dari akun"),
    ),
    "mfa/email/webauthn_added": (
        AccountVerb.SECOND_FACTOR,
        gettext_noop("memasang kunci sandi pada akun"),
    ),
    "mfa/email/webauthn_removed": (
        AccountVerb.SECOND_FACTOR,
        gettext_noop("melepas kunci sandi dari akun"),
    ),
    "mfa/email/recovery_codes_generated": (
        AccountVerb.SECOND_FACTOR,
        gettext_noop("membuat kode pemulihan akun"),
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, never by the public."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address for limits and sessions as on the trail."""
        return address_of(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """The username is the NIP: never made up."""

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """As the library does, with the limits of ``attempts``; a right password takes back what
        it has used of them."""
        self._login_failed_rl_usage = RateLimitUsage(usage=[])
        for action, key in attempts.limits_of(request, credentials):
            used = consume(request, app="allauth.account", action=action, key=key)
            if not used:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += used.usage

    def post_login(self, request: HttpRequest, user: User, **options: object) -> HttpResponse:
        trail.record(AccountVerb.LOGIN, user, by=user, phrase=gettext_noop("masuk sebagai"))
        response = super().post_login(request, user, **options)
        attempts.remember(request, response, user)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Limits keep this from flooding the trail: a try past them does not come this far."""
        person = attempts.account_of(credentials)
        if person is not None:
            reason = _("Kata sandi salah.")
            phrase = gettext_noop("masuk sebagai")
            trail.refuse(AccountVerb.LOGIN, person, by=request.user, reason=reason, phrase=phrase)

    def set_password(self, user: User, password: str) -> None:
        """Whoever has set it anew is not held to the wrong tries with the old one."""
        super().set_password(user, password)
        for action, key in attempts.limits_on(self.request, user):
            ratelimit.clear(self.request, action=action, key=key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        number, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": number, "key": token})
        return settings.PUBLIC_URL.rstrip("/") + path

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, object] | None = None,
        email: str | None = None,
    ) -> None:
        verb, phrase = CHANGES[template_prefix]
        trail.record(verb, user, by=user, phrase=phrase)
        super().send_notification_mail(template_prefix, user, context, email)


def refuse_wrong_code(
    request: HttpRequest, user: User, authenticator: Authenticator, **signal: object
) -> None:
    """A wrong second factor is told like a wrong password; the limit on codes bounds its number."""
    trail.refuse(
        AccountVerb.LOGIN,
        user,
        by=request.user,
        reason=_("Kode faktor kedua salah."),
        phrase=gettext_noop("masuk sebagai"),
    )


def register() -> None:
    authentication_failed.connect(refuse_wrong_code, dispatch_uid="accounts.wrong_code")
