"""Every write of the programs: the only door for pages, imports, commands and demo data."""

from .activities import (
    attach_files,
    create_activity,
    edit_activity,
    save_draft,
)
from .areas import load_areas
from .drafts import delete_draft
from .events import (
    NewSpeaker,
    ProgrammeLine,
    add_attendee,
    change_attendee,
    record_import,
    remove_attendee,
    set_programme,
)
from .moves import ACTS, Incomplete, approve, revise, send_back, submit
from .plans import create_plan, edit_plan, report_progress, save_plan

__all__ = [
    "ACTS",
    "Incomplete",
    "NewSpeaker",
    "ProgrammeLine",
    "add_attendee",
    "approve",
    "attach_files",
    "change_attendee",
    "create_activity",
    "create_plan",
    "delete_draft",
    "edit_activity",
    "edit_plan",
    "load_areas",
    "record_import",
    "remove_attendee",
    "report_progress",
    "revise",
    "save_draft",
    "save_plan",
    "send_back",
    "set_programme",
    "submit",
]
