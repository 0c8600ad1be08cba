"""When action plans and activities may be submitted."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation import windows
from reformasi.organisation.windows import Window

ACTION_PLAN = Window("action_plan", _("Penyusunan rencana aksi"))
ACTIVITY = Window("activity", _("Pencatatan kegiatan"))


def register() -> None:
    windows.register(ACTION_PLAN, ACTIVITY)
