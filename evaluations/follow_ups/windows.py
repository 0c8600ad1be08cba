"""When follow-ups may be reported."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation import windows
from reformasi.organisation.windows import Window

FOLLOW_UP = Window("follow_up", _("Tindak lanjut rekomendasi"))


def register() -> None:
    windows.register(FOLLOW_UP)
