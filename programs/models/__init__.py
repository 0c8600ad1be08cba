"""Reform areas, action plans by quarter, activities and the events among them."""

from .activities import Activity, ActivityAnswer, ActivityEvidence, ActivityKind
from .areas import ReformArea
from .events import AgendaItem, Attendance, Socialization, Speaker
from .plans import ActionPlan, ActionPlanAnswer
from .submissions import Missing

__all__ = [
    "ActionPlan",
    "ActionPlanAnswer",
    "Activity",
    "ActivityAnswer",
    "ActivityEvidence",
    "ActivityKind",
    "AgendaItem",
    "Attendance",
    "Missing",
    "ReformArea",
    "Socialization",
    "Speaker",
]
