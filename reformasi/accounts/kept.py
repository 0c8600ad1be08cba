"""The personal data of logins: sessions with their addresses, second factors."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from reformasi.audit import personal
from reformasi.audit.personal import Kept


def register() -> None:
    personal.declare(
        Kept(UserSession, ("user", "ip", "user_agent"), personal.SECURITY),
        Kept(Authenticator, ("user", "data"), personal.SECURITY),
        Kept(Session, ("session_data",), personal.SECURITY),
        Kept(EmailAddress, ("user", "email"), personal.ACCOUNT),
    )
