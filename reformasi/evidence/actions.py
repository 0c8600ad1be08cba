"""Every write to evidence, its versions, its attachments and its sharing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation import sharing
from reformasi.organisation.models import Unit, User
from reformasi.ui.storage import atomic_with_files
from reformasi.ui.text import shorten
from reformasi.workflow.models import Decidable
from reformasi.workflow.versions import edit, keep_content, lock, locked

from .attachments import OWNER, Attachment, Owner
from .content import Inspected, inspect, title_of
from .lines import LINE, LineAttachment
from .models import Evidence, EvidenceVersion
from .permissions import EvidencePerm
from .waiting import owners_of, require_no_wait, waiting_among

M = TypeVar("M", bound=models.Model)

UPLOADED = gettext_noop("mengunggah")
NEW_VERSION = gettext_noop("mengunggah versi baru")
POINTER = gettext_noop("mengubah letak bukti pada")


class EvidenceClosed(Refused):
    """The owner takes and loses no evidence now: it is submitted, approved, or its window shut."""


class SameContent(Refused):
    """The new version is byte for byte the present one."""


def hold_library(unit: Unit) -> None:
    """Lock the library of ``unit`` until the transaction ends.

    Before a thing itself is written or locked, where files for it follow: in the order of
    docs/developing.md.
    """
    lock(unit)  # the same file sent twice at once finds the first one


@atomic_with_files()
def upload(
    *,
    unit: Unit,
    files: Iterable[File[bytes] | Inspected],
    by: User,
    title: str = "",
    effective_from: date | None = None,
    effective_to: date | None = None,
    is_sample: bool = False,
) -> list[Evidence]:
    """Keep ``files`` in the library of ``unit``: one evidence each, titled by name or ``title``.

    A file whose bytes the unit already has is not kept twice; the evidence with them comes back.

    Raises:
        FileRefused: a file is empty, too large, or not what it says it is; nothing is kept.
    """
    passed = [item if isinstance(item, Inspected) else inspect(item) for item in files]
    hold_library(unit)
    kept = []
    for item in passed:
        evidence = Evidence.objects.filter(unit=unit).with_content(item.sha256).first()
        if evidence is None:
            name = title_of(item.name)
            evidence = Evidence.objects.create(
                unit=unit,
                title=_title(title, name, alone=len(passed) == 1),
                effective_from=effective_from,
                effective_to=effective_to,
                created_by=by,
                is_sample=is_sample,
            )
            _keep(evidence, 1, item, by)
            trail.record("create", evidence, by=by, phrase=UPLOADED, note=item.name)
        kept.append(evidence)
    return kept


def _title(title: str, name: str, *, alone: bool) -> str:
    if not title:
        return name
    return title if alone else shorten(f"{title} – {name}", 200)


@atomic_with_files()
def add_version(*, evidence: Evidence, file: File[bytes] | Inspected, by: User) -> EvidenceVersion:
    """Put a newer file beside the older ones; what was approved keeps pointing to its digest.

    Raises:
        FileRefused: as in ``upload``.
        FilesWait: something that it is attached to waits for a decision.
        SameContent: the bytes are those of the present version.
    """
    item = file if isinstance(file, Inspected) else inspect(file)
    lock(evidence)  # numbers follow one another, and nobody attaches it meanwhile
    owners = owners_of(evidence)
    vouching = _locked(_vouching(owners))  # nor submits what it is attached to
    owners = _locked(owners)
    require_no_wait(waiting_among(owners), evidence, by, verb="add_version", phrase=NEW_VERSION)
    newest = EvidenceVersion.objects.filter(evidence=evidence).latest("number")
    if newest.sha256 == item.sha256:
        raise SameContent(
            _("Isi berkas ini sama persis dengan versi %(number)s. Pilih berkas yang sudah diubah.")
            % {"number": newest.number},
            verb="add_version",
            target=evidence,
            phrase=NEW_VERSION,
        )
    version = _keep(evidence, newest.number + 1, item, by)
    changes = {"versi": [newest.number, version.number]}
    trail.record(
        "add_version", evidence, by=by, phrase=NEW_VERSION, changes=changes, note=item.name
    )
    for holder in vouching:
        keep_content(holder, by=by)
    return version


def _locked(items: Iterable[M]) -> list[M]:
    """``items`` read anew and locked, each once, without those that are deleted meanwhile."""
    each_once = dict.fromkeys(items)
    rows = (locked(type(one)).filter(pk=one.pk).order_by("pk").first() for one in each_once)
    return [row for row in rows if row is not None]


def _vouching(owners: Iterable[Owner]) -> list[Decidable]:
    """What vouches for the files of ``owners``, each once and always in the same order."""
    items = {(item._meta.label_lower, item.pk): item for one in owners for item in one.vouching}
    return [items[key] for key in sorted(items)]


def _keep_content_of(owner: Owner, by: User) -> None:
    """Keep the hash of the new content; who changes its files is one of its writers."""
    for item in owner.vouching:
        keep_content(item, by=by)


def _keep(evidence: Evidence, number: int, item: Inspected, by: User) -> EvidenceVersion:
    """Write the bytes and the row.

    Raises:
        StorageFull: the store takes no more.
    """
    version = EvidenceVersion(
        evidence=evidence,
        number=number,
        name=item.name,
        content_type=item.kind.content_type,
        size=item.size,
        sha256=item.sha256,
        uploaded_by=by,
    )
    version.file.save(f"{item.sha256}.{item.kind.extensions[0]}", item.file, save=False)
    version.save(force_insert=True)
    return version


def change(
    *,
    evidence: Evidence,
    by: User,
    version: int,
    title: str,
    effective_from: date | None,
    effective_to: date | None,
) -> None:
    """Rename it or set when it is in force; ``version`` is that of the form (stale forms lose)."""
    values = {"title": title, "effective_from": effective_from, "effective_to": effective_to}
    edit(evidence, values, by=by, version=version)


@transaction.atomic
def attach(
    *,
    owner: Owner,
    evidence: Evidence,
    by: User,
    pointer: str = "",
    requirement: str = "",
    kind: type[Attachment] | None = None,
) -> Attachment:
    """Attach ``evidence`` to ``owner``; ``pointer`` says where to look in the file ("hlm. 3").

    ``requirement`` is the key of the line that it is for, where its owner has lines: what stands
    beside them goes to that line, what is for another line is attached to both. ``kind`` is needed
    only for owners with several kinds of attachment. Attaching it again changes the pointer.

    Raises:
        EvidenceClosed: ``owner`` takes no evidence now.
    """
    attachments = (kind or Attachment.kinds_for(owner)[0]).objects
    lock(evidence)  # before its owner, as ``add_version`` does
    require_open(owner, "attach", by)
    places = {"pointer": pointer}
    if issubclass(attachments.model, LineAttachment):
        places[LINE] = requirement
    present = attachments.of(owner).filter(evidence=evidence)
    if requirement and LINE in places:
        present = present.filter(**{f"{LINE}__in": ("", requirement)}).order_by(f"-{LINE}")
    attachment, created = present.first(), False
    if attachment is None:
        created = True
        attachment = attachments.create(
            **{OWNER: owner}, evidence=evidence, attached_by=by, **places
        )
    changes = trail.changes_of(attachment, {name: to for name, to in places.items() if to})
    if created or changes:
        attachments.filter(pk=attachment.pk).update(**{name: places[name] for name in changes})
        _keep_content_of(owner, by)
        trail.record("attach", owner, by=by, note=str(evidence), changes=changes)
    return attachment


@transaction.atomic
def attach_all(
    *,
    owner: Owner,
    chosen: Iterable[Evidence],
    by: User,
    pointer: str = "",
    requirement: str = "",
    kind: type[Attachment] | None = None,
) -> None:
    """Attach several at once, or none."""
    chosen = list(chosen)
    list(locked(Evidence).filter(pk__in=[each.pk for each in chosen]).order_by("pk"))
    for evidence in chosen:
        attach(
            owner=owner,
            evidence=evidence,
            by=by,
            pointer=pointer,
            requirement=requirement,
            kind=kind,
        )


@atomic_with_files()
def upload_to(
    *,
    owner: Owner,
    files: Iterable[File[bytes] | Inspected],
    by: User,
    pointer: str = "",
    requirement: str = "",
    kind: type[Attachment] | None = None,
    title: str = "",
    effective_from: date | None = None,
    effective_to: date | None = None,
) -> list[Evidence]:
    """Keep ``files`` in the library of the owner's unit, as ``upload`` does, and attach them.

    Raises:
        EvidenceClosed: ``owner`` takes no evidence now; nothing is kept.
        FileRefused: as in ``upload``.
    """
    kept = upload(
        unit=owner.unit,
        files=files,
        by=by,
        title=title,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    attach_all(owner=owner, chosen=kept, by=by, pointer=pointer, requirement=requirement, kind=kind)
    return kept


@transaction.atomic
def change_pointer(*, attachment: Attachment, pointer: str, by: User) -> None:
    """Say anew where to look in the file; "" takes the pointer away.

    Raises:
        EvidenceClosed: the owner takes no evidence now.
    """
    owner = attachment.attached_to
    require_open(owner, "attach", by)
    changes = trail.changes_of(attachment, {"pointer": pointer})
    rows = type(attachment)._default_manager.filter(pk=attachment.pk)
    if not changes or not rows.update(pointer=pointer):  # or taken off meanwhile
        return
    _keep_content_of(owner, by)
    note = str(attachment.evidence)
    trail.record("change", owner, by=by, phrase=POINTER, note=note, changes=changes)


@transaction.atomic
def detach(*, attachment: Attachment, by: User) -> None:
    """Take the evidence off its owner; it stays in the library, so this can be undone.

    Raises:
        EvidenceClosed: the owner loses no evidence now.
    """
    owner = attachment.attached_to
    require_open(owner, "detach", by)
    gone, _rows = type(attachment)._default_manager.filter(pk=attachment.pk).delete()
    if not gone:  # another window was first
        return
    _keep_content_of(owner, by)
    trail.record("detach", owner, by=by, note=str(attachment.evidence))


def require_open(owner: Owner, verb: str, by: User) -> None:
    """Refuse, and lock the rows: the owner is not submitted while its evidence changes."""
    if not isinstance(owner, Decidable):
        for item in owner.vouching:
            lock(item)
    current = lock(owner)
    phrase = trail.PHRASES[verb]
    if not current.evidence_is_open:
        raise EvidenceClosed(
            _("Bukti tidak dapat diubah lagi pada tahap ini. Muat ulang halamannya; bila memang "
              "perlu diubah, minta agar dikembalikan dahulu."),
            verb=verb,
            target=owner,
            phrase=phrase,
        )  # fmt: skip
    require_no_wait(current.awaiting, owner, by, verb=verb, phrase=phrase)


def share(*, evidence: Evidence, user: User, ends: date, reason: str, by: User) -> None:
    """Let one person see this evidence until ``ends``."""
    perm = EvidencePerm.VIEW_EVIDENCE
    sharing.share(obj=evidence, perm=perm, user=user, ends=ends, reason=reason, by=by)


def record_reading(*, version: EvidenceVersion, by: User, saved: bool) -> None:
    """Remember who opened or downloaded which version."""
    verb = "download" if saved else "view"
    trail.record(verb, version.evidence, by=by, note=str(version))
