"""What the ministry asks of the login library: no self-registration, NIPs typed with spaces, and
every login on the trail."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.organisation import nip
from reformasi.organisation.models import AccountVerb, User

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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """The username is the NIP: never made up."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Wrong tries are counted by login, however it is typed.

        The library's own key has the NIP with its blanks, and the name and port by which the
        browser calls the portal: each spelling would be five more tries.
        """
        email, number = credentials.get("email"), credentials.get("username")
        return str(email or nip.normalise(number or "")).lower()

    def post_login(self, request: HttpRequest, user: User, **options: object) -> HttpResponse:
        trail.record(AccountVerb.LOGIN, user, by=user, phrase=gettext_noop("masuk sebagai"))
        return super().post_login(request, user, **options)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Limits keep this from flooding the trail: a try past them does not come this far."""
        number = nip.normalise(credentials.get("username") or "")
        same = Q(nip=number) | Q(email__iexact=credentials.get("email") or number)
        person = User.objects.filter(same).first()
        if person is not None:
            reason = _("Kata sandi salah.")
            phrase = gettext_noop("masuk sebagai")
            trail.refuse(AccountVerb.LOGIN, person, by=request.user, reason=reason, phrase=phrase)

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
