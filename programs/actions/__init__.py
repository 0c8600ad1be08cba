"""Every write of the programs: the only door for pages, imports, commands and demo data."""

from .activities import (
    attach_files,
    create_activity,
    delete_draft,
    edit_activity,
    save_draft,
)
from .areas import load_areas
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
from .plans import create_plan, edit_plan, report_progress

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
    "send_back",
    "set_programme",
    "submit",
]
