"""Into which library something is uploaded, and which ones a list is narrowed to."""

from reformasi.organisation.offering import units_where

from .permissions import EvidencePerm

LIBRARIES = units_where("unit-unggah", EvidencePerm.ADD_EVIDENCE, today=True)
UNITS = units_where("unit-bukti", EvidencePerm.VIEW_EVIDENCE)
