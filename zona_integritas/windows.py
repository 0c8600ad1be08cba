"""When the milestones of a stage of the road may be submitted: each stage may have its window.

A road takes years, and its windows are those of the year in which it began.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.windows import SELF_ASSESSMENT
from reformasi.organisation import windows
from reformasi.organisation.windows import Window

from .road.stages import Stage

WINDOWS = {
    stage: Window(stage.value, format_lazy(_("{stage} ZI"), stage=stage.label), goes_on=True)
    for stage in Stage
} | {Stage.SELF_ASSESSMENT: SELF_ASSESSMENT}


def register() -> None:
    own = [window for window in WINDOWS.values() if window is not SELF_ASSESSMENT]
    windows.register(*own)
