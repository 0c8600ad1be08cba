"""The personal data of people and their roles."""

from guardian.models import UserObjectPermission

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import Membership, User


def register() -> None:
    identity = ("nip", "name", "email", "employment", "last_login", "date_joined", "password")
    personal.declare(
        Kept(User, identity, personal.ACCOUNT, {"pk": "pk"}),
        Kept(Membership, ("user", "role", "decree"), personal.ACCOUNT),
        # Tables of the libraries that stay empty: rights come from roles and grants.
        Kept(User.groups.through, ("user",), personal.ACCOUNT),
        Kept(User.user_permissions.through, ("user",), personal.ACCOUNT),
        Kept(UserObjectPermission, ("user",), personal.SHARING),
    )
