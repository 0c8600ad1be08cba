"""``manage.py report evaluation --letter 061/2470/SJ --unit polpum --out FILE.pdf``."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.core.management.base import CommandError, CommandParser
from django.db.models import Model

from reformasi.audit import trail
from reformasi.documents import actions, registry, tasks
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.registry import Kind
from reformasi.organisation.models import Unit
from reformasi.ui.commands import PortalCommand, require_plain_file


class Command(PortalCommand):
    help = "Buat satu dokumen PDF sekarang juga, lewat jalan yang sama dengan pekerja."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = offered()
        names = ", ".join(kinds)
        parser.add_argument("kind", metavar="JENIS", help=f"jenis dokumen: {names}")
        for option in sorted({kind.option for kind in kinds.values()}):
            parser.add_argument(f"--{option}", metavar="NOMOR", help=f"subjek dokumen ({option})")
        parser.add_argument("--unit", required=True, metavar="KODE", help="kode unit kerja")
        parser.add_argument("--out", required=True, type=Path, metavar="BERKAS.pdf")

    def handle(self, *, kind: str, unit: str, out: Path, **options: object) -> None:
        document_kind = kind_named(kind)
        subject = subject_of(document_kind, str(options.get(document_kind.option) or ""))
        of_unit = unit_with(unit)
        require_offered(document_kind, subject, of_unit)
        check_writable(out)
        edition = make(document_kind, subject, of_unit)
        with edition.file.open("rb") as made:
            try:
                out.write_bytes(made.read())
            except OSError as error:
                raise CommandError(f"{out} tidak dapat ditulis: {error.strerror}.") from error
        self.stdout.write(
            f"{out}\n"
            f"  nomor    {edition.document.number}\n"
            f"  halaman  {edition.pages}\n"
            f"  sha256   {edition.sha256}"
        )


def offered() -> dict[str, Kind[Model]]:
    """The kinds that have a name on the command line, by that name."""
    return {kind.alias: kind for kind in registry.kinds().values() if kind.alias}


def kind_named(alias: str) -> Kind[Model]:
    kinds = offered()
    if alias not in kinds:
        raise CommandError(f"Jenis “{alias}” tidak dikenal. Yang ada: {', '.join(kinds) or '–'}.")
    return kinds[alias]


def subject_of(kind: Kind[Model], text: str) -> Model:
    if not text or kind.lookup is None:
        raise CommandError(f"Sebutkan --{kind.option} untuk {kind.title}.")
    try:
        return kind.lookup(text)
    except ObjectDoesNotExist as error:
        raise CommandError(f"Tidak ada --{kind.option} “{text}”. Periksa penulisannya.") from error
    except MultipleObjectsReturned as error:
        raise CommandError(str(error)) from error


def unit_with(code: str) -> Unit:
    unit: Unit | None = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"Tidak ada unit berkode “{code}”. Kodenya tercantum di /organisasi/.")
    return unit


def require_offered(kind: Kind[Model], subject: Model, unit: Unit) -> None:
    """Ask what the page asks."""
    offered_to = kind.units and kind.units(subject, Unit.objects.filter(pk=unit.pk))
    if offered_to is not None and not offered_to.exists():
        raise CommandError(
            f"{kind.title} tentang {subject} bukan untuk {unit} ({unit.code}). "
            "Sebutkan unit yang dituju, atau unit di bawahnya."
        )


def check_writable(out: Path) -> None:
    """Say so before the work is done, not after."""
    if out.exists():
        require_plain_file(out)
    try:
        with out.open("ab"):
            pass
    except OSError as error:
        raise CommandError(f"{out} tidak dapat ditulis: {error.strerror}.") from error


def make(kind: Kind[Model], subject: Model, unit: Unit) -> DocumentEdition:
    """The newest edition of the document with this content; made here unless it is there."""
    with trail.coming_from("manage.py report"):
        document = actions.request_document(
            kind=kind, subject=subject, unit=unit, by=None, announce=False
        )
        if document.in_progress:
            tasks.produce(document.pk, task_id=f"report-{uuid.uuid4()}")
    document = DocumentRequest.objects.get(pk=document.pk)
    if document.failure:
        raise CommandError(f"{document.number} gagal dibuat: {document.failure}")
    if document.in_progress or document.current is None:
        raise CommandError(f"{document.number} sedang dibuat oleh pekerja. Ulangi sebentar lagi.")
    return document.current
