"""Names made of ordinary words: nobody is called so, and no place is."""

from __future__ import annotations

PLANTS = (
    "Melati", "Kenanga", "Cempaka", "Anggrek", "Teratai", "Kamboja", "Mawar", "Dahlia", "Seroja",
    "Flamboyan", "Akasia", "Cemara", "Beringin", "Meranti", "Jati", "Mahoni", "Gaharu", "Cendana",
    "Pinus", "Bakau", "Nipah", "Rotan", "Bambu", "Pandan", "Serai", "Kemuning", "Soka", "Lavender",
)  # fmt: skip
QUALITIES = (
    "Raya", "Indah", "Timur", "Barat", "Utara", "Selatan", "Tengah", "Hulu", "Hilir", "Makmur",
    "Sejahtera", "Damai", "Bahari", "Lestari", "Mulia", "Jaya", "Permai", "Asri", "Sentosa", "Baru",
)  # fmt: skip
SUBJECTS = (
    "Pendidikan", "Kesehatan", "Pekerjaan Umum", "Perumahan Rakyat", "Ketertiban Umum", "Sosial",
    "Tenaga Kerja", "Pangan", "Pertanahan", "Lingkungan Hidup", "Kependudukan", "Pemberdayaan Desa",
    "Keluarga Berencana", "Perhubungan", "Komunikasi", "Koperasi", "Penanaman Modal", "Olahraga",
    "Statistik", "Persandian", "Kebudayaan", "Perpustakaan", "Kearsipan", "Kelautan", "Pariwisata",
    "Pertanian", "Kehutanan", "Energi", "Perdagangan", "Perindustrian", "Transmigrasi", "Riset",
    "Pelayanan Terpadu", "Penanggulangan Bencana", "Peternakan", "Perkebunan", "Permukiman",
    "Sumber Daya Air", "Tata Ruang", "Ekonomi Kreatif",
)  # fmt: skip
TASKS = (
    "Perencanaan dan Pelaporan", "Pembinaan", "Pelayanan", "Pengendalian Mutu",
    "Data dan Informasi", "Pengembangan", "Kemitraan", "Sarana dan Prasarana", "Standardisasi",
    "Pengawasan Internal", "Evaluasi", "Penyuluhan", "Perizinan", "Kerja Sama Wilayah",
    "Pengaduan", "Fasilitasi",
)  # fmt: skip
DESKS = (
    "Tata Usaha", "Program", "Keuangan", "Kepegawaian", "Umum", "Verifikasi", "Monitoring",
    "Dokumentasi", "Layanan Depan", "Perlengkapan",
)  # fmt: skip
FIRST = (
    "Bintang", "Fajar", "Senja", "Pelangi", "Awan", "Embun", "Gerimis", "Angin", "Ombak", "Samudra",
    "Telaga", "Lembah", "Puncak", "Rimba", "Padang", "Muara", "Karang", "Mutiara", "Permata",
    "Safir", "Perak", "Tembaga", "Pualam", "Cahaya", "Lentera", "Purnama", "Musim", "Kemarau",
    "Salju", "Badai",
)  # fmt: skip
SECOND = (
    "Biru", "Jingga", "Lembayung", "Kelabu", "Zamrud", "Kirmizi", "Nila", "Hijau", "Putih", "Merah",
    "Ungu", "Cokelat", "Gading", "Kuning", "Hitam", "Toska", "Marun", "Krem", "Pirus", "Tembikar",
)  # fmt: skip
THIRD = (
    "Pagi", "Siang", "Sore", "Malam", "Subuh", "Kemarin", "Esok", "Lusa", "Selalu", "Sekarang",
    "Dahulu", "Nanti", "Kelak", "Selamanya", "Sebentar",
)  # fmt: skip


def person(number: int) -> str:
    """The name of the person with this number; every 9,000th has the same."""
    rest, first = divmod(number * 7, len(FIRST))
    rest, second = divmod(rest, len(SECOND))
    return f"{FIRST[first]} {SECOND[second]} {THIRD[rest % len(THIRD)]}"


def place(number: int) -> str:
    """The name of a region, another for each of 560 numbers."""
    return f"{PLANTS[number % len(PLANTS)]} {QUALITIES[number // len(PLANTS) % len(QUALITIES)]}"


def numbered(names: tuple[str, ...], number: int) -> str:
    """One of ``names``; those that come round again have a number behind them."""
    again, index = divmod(number, len(names))
    return names[index] if not again else f"{names[index]} {again + 1}"
