"""The roles that a person can hold in a unit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PEGAWAI = "pegawai", _("Pegawai")
    KETUA_TIM = "ketua_tim", _("Ketua tim")
    ASESOR = "asesor", _("Asesor unit")
    PENILAI_PENDAHULUAN = "penilai_pendahuluan", _("Penilai pendahuluan")
    TPI_ANGGOTA = "tpi_anggota", _("Anggota TPI")
    TPI_KETUA = "tpi_ketua", _("Ketua TPI")
    TPI_DALNIS = "tpi_dalnis", _("Pengendali teknis TPI")
    BIRO = "biro", _("Biro/Bagian Perencanaan")
    PIMPINAN = "pimpinan", _("Pimpinan")
    ADMIN = "admin", _("Administrator")


TPI = {Role.TPI_ANGGOTA, Role.TPI_KETUA, Role.TPI_DALNIS}
EVERYONE = set(Role)
#: Who does the work of a unit, and so does not judge it.
OF_THE_UNIT = {Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR}


class Kind(TextChoices):
    """How a person holds the role: definitively, or as Plt/Plh for a while."""

    DEFINITIF = "definitif", _("Definitif")
    PLT = "plt", _("Plt (pelaksana tugas)")
    PLH = "plh", _("Plh (pelaksana harian)")
