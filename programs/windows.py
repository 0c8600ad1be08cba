"""When action plans and activities may be submitted, and the achievements of each quarter."""

from django.utils.translation import gettext_lazy as _

from reformasi.organisation import windows
from reformasi.organisation.windows import Window

ACTION_PLAN = Window("action_plan", _("Penyusunan rencana aksi"))
ACTIVITY = Window("activity", _("Pencatatan kegiatan"))
#: Quarter -> when its achievements are reported: after its window has shut it is closed.
ACHIEVEMENTS = {
    1: Window("achievement_march", _("Pelaporan capaian B03")),
    2: Window("achievement_june", _("Pelaporan capaian B06")),
    3: Window("achievement_september", _("Pelaporan capaian B09")),
    4: Window("achievement_december", _("Pelaporan capaian B12")),
}


def register() -> None:
    windows.register(ACTION_PLAN, ACTIVITY, *ACHIEVEMENTS.values())
