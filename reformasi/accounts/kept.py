"""The personal data of logins: sessions with their addresses, second factors, sent forms."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.audit import personal
from reformasi.audit.personal import Kept, Purpose
from reformasi.sending.models import KEEP, SentForm

FORMS = Purpose(
    gettext_lazy("Mengenali formulir yang dikirim dua kali"),
    personal.PUBLIC_TASK,
    lambda: _("%(days)d hari.") % {"days": KEEP.days},
)


def register() -> None:
    personal.declare(
        Kept(
            UserSession,
            ("user", "ip", "user_agent"),
            personal.SECURITY,
            shows=("ip", "user_agent", "created_at", "last_seen_at"),
        ),
        Kept(Authenticator, ("user", "data"), personal.SECURITY),
        Kept(Session, ("session_data",), personal.SECURITY),
        Kept(EmailAddress, ("user", "email"), personal.ACCOUNT),
        Kept(SentForm, ("person", "address", "messages"), FORMS),
    )
