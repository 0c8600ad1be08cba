"""What may be seen of the trail beyond its sentences. The organisation says which roles do."""

from enum import StrEnum


class AuditPerm(StrEnum):
    VIEW_ORIGIN = "audit.view_origin"
    VIEW_REFUSALS = "audit.view_refusals"
