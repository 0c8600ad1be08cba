"""What people type about activities, events and action plans, and the filters of the lists."""

from .activities import ActivityForm
from .events import (
    AgendaFormSet,
    AttendeeForm,
    EventForm,
    SheetForm,
    SpeakerFormSet,
)
from .filters import ActivityFilter, PlanFilter
from .plans import PlanForm, ProgressForm

__all__ = [
    "ActivityFilter",
    "ActivityForm",
    "AgendaFormSet",
    "AttendeeForm",
    "EventForm",
    "PlanFilter",
    "PlanForm",
    "ProgressForm",
    "SheetForm",
    "SpeakerFormSet",
]
