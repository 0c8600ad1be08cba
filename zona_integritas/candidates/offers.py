"""What may be chosen about candidates."""

from reformasi.organisation.offering import units_where
from zona_integritas.permissions import ZonaIntegritasPerm

UNITS = units_where("unit-calon", ZonaIntegritasPerm.ADD_CANDIDATE, today=True)
