"""What the trail keeps: entries, snapshots, and the columns of everything that is approved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar, Self, TypeVar

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import BigIntegerField, Case, OuterRef, Subquery, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from reformasi.ui.counts import CAP, Count

from . import sealing

M = TypeVar("M", bound=models.Model)
#: The acts that leave a thing as it is.
READING = models.Q(action__endswith=".view") | models.Q(action__endswith=".download")
#: Whoever did it held no role at that time.
WITHOUT_ROLE = models.Q(role_label="") & ~models.Q(actor_id="")


class AppendOnly(models.Model):
    """Rows that are written once: PostgreSQL itself refuses to change, delete or empty them."""

    class Meta:
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
            ),
        ]


class PersonKey(models.Model):
    """The key under which the trail names one person. Thrown away, their acts stay and they go.

    Saved apart from the trail, and for a shorter time: docs/operating.md.
    """

    person_id = models.CharField(max_length=64, unique=True)
    key = models.BinaryField(default=sealing.make_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return sealing.pseudonym(self.person_id)

    @classmethod
    def of(cls, person_id: str) -> bytes:
        """The key of a person, made when it is first needed; whoever comes second takes theirs."""
        keys = cls.of_all({person_id})
        made = None if keys else cls._make(person_id)
        return made or (keys or cls.of_all({person_id}))[person_id]

    @classmethod
    def _make(cls, person_id: str) -> bytes | None:
        """A new key, in one statement; None where another process was first."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_personkey (person_id, key, created_at)"
                " VALUES (%s, %s, now()) ON CONFLICT (person_id) DO NOTHING RETURNING key",
                [person_id, sealing.make_key()],
            )
            row = cursor.fetchone()
        return bytes(row[0]) if row else None

    @classmethod
    def of_all(cls, people: set[str]) -> dict[str, bytes]:
        """The keys that there still are."""
        rows = cls.objects.filter(person_id__in=people) if people else cls.objects.none()
        return {row.person_id: bytes(row.key) for row in rows}


class EntryQuerySet(models.QuerySet["Entry"]):
    def _fetch_all(self) -> None:
        """Entries are read with names and addresses, where there is still a key; one query more."""
        is_read = self._result_cache is not None
        super()._fetch_all()
        rows: list[object] = list(self._result_cache or [])
        entries = [row for row in rows if isinstance(row, Entry)]
        if not is_read and entries:
            reveal(entries)

    def about(self, target: models.Model) -> Self:
        return self.filter(target=target._meta.label_lower, target_id=str(target.pk))

    def about_any(self, *targets: models.Model) -> Self:
        """What concerns any of them."""
        about = models.Q(pk__in=[])
        for target in targets:
            about |= models.Q(target=target._meta.label_lower, target_id=str(target.pk))
        return self.filter(about)

    def without(self, target: models.Model, verbs: Iterable[str]) -> Self:
        """Without these verbs on things like ``target``."""
        return self.exclude(action__in=[f"{target._meta.label_lower}.{verb}" for verb in verbs])

    def acts(self) -> Self:
        """What was done: neither refused nor only looked at."""
        return self.filter(~READING, refused=False)

    def refused(self) -> Self:
        return self.filter(refused=True)

    def readings(self) -> Self:
        """What was only looked at, or taken away as a copy."""
        return self.filter(READING, refused=False)

    def times(self) -> Count:
        """How often that was, with what was only counted: of as many entries as a count reads."""
        rows = self.annotate(more=models.F("tally__count") - 1)[: CAP + 1]
        total = rows.aggregate(entries=models.Count("pk"), again=models.Sum("more"))
        number = int(total["entries"]) + int(total["again"] or 0)
        return Count(min(number, CAP), more=True) if total["entries"] > CAP else Count(number)

    def by_any_of(
        self, people: models.QuerySet[M], among: Collection[object] | None = None
    ) -> Self:
        """What these people did, each entry asked by itself: an entry names its actor by text.

        From the newest on this is cheap where many are theirs. Where few are, ``among`` are keys of
        all of them who ever held a role: only their entries are read, and those of nobody's role.
        """
        key = Case(When(actor_id__regex=r"^[0-9]{1,18}$", then=Cast("actor_id", BigIntegerField())))
        one = people.filter(pk=OuterRef("actor_key")).order_by().values("pk")[:1]
        rows = self.alias(actor_key=key).alias(actor=Subquery(one)).filter(actor__isnull=False)
        if among is None:
            return rows
        theirs = models.Q(actor_id__in=[str(each) for each in among])
        return rows.filter(theirs | WITHOUT_ROLE)


class Entry(AppendOnly):
    """One sentence of the trail. Text, not foreign keys: see ADR 0020.

    What names a person is sealed under their key, and ``#12`` stands in its place: the actor, from
    where, and the person whom it is about. Whoever reads entries reads them unsealed.
    """

    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    action = models.CharField(_("tindakan"), max_length=120)
    phrase = models.CharField(_("kata kerja"), max_length=120)
    target = models.CharField(_("jenis objek"), max_length=100)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(_("objek"), max_length=200)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(_("pelaku"), max_length=200)
    role_label = models.CharField(_("peran"), max_length=200, blank=True)
    origin = models.CharField(_("dari"), max_length=64, blank=True)
    changes = models.JSONField(_("perubahan"), default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(_("catatan"), blank=True)
    about_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    actor_sealed = models.BinaryField(null=True)
    origin_sealed = models.BinaryField(null=True)
    about_sealed = models.BinaryField(null=True)
    refused = models.BooleanField(_("ditolak"), default=False)

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("jejak")
        verbose_name_plural = _("jejak")
        base_manager_name = "objects"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target", "target_id", "-at"], name="audit_entry_target"),
            models.Index(fields=["actor_id", "-at"], name="audit_entry_actor"),
            models.Index(
                fields=["about_id"], condition=~models.Q(about_id=""), name="audit_entry_about"
            ),
            models.Index(
                fields=["-at", "-id"], condition=models.Q(refused=True), name="audit_entry_refused"
            ),
            models.Index(
                fields=["actor_id", "-at"],
                condition=models.Q(refused=True),
                name="audit_entry_refused_actor",
            ),
            models.Index(
                fields=["-at"],
                condition=models.Q(refused=True) & WITHOUT_ROLE,
                name="audit_entry_refused_roleless",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.phrase} {self.target_label}"


def reveal(entries: list[Entry]) -> None:
    """Put names and addresses back in, and who is gone where the key is gone."""
    people = {entry.actor_id for entry in entries if entry.actor_sealed is not None}
    people |= {entry.about_id for entry in entries if entry.about_sealed is not None}
    people |= {person for entry in entries for person in _people_in_changes(entry)}
    keys = PersonKey.of_all(people)
    for entry in entries:
        entry.changes = sealing.read_changes(keys, entry.changes)
        if entry.actor_sealed is not None:
            entry.actor_label = sealing.readable(keys, entry.actor_id, bytes(entry.actor_sealed))
        if entry.origin_sealed is not None:
            key = keys.get(entry.actor_id)
            entry.origin = sealing.unseal(key, entry.actor_id, bytes(entry.origin_sealed)) or ""
        if entry.about_sealed is not None:
            _reveal_about(entry, sealing.readable(keys, entry.about_id, bytes(entry.about_sealed)))


def _people_in_changes(entry: Entry) -> set[str]:
    """Who is named among the old and new values."""
    values = (value for pair in entry.changes.values() for value in pair)
    return {sealing.person_in(value) for value in values} - {""}


def _reveal_about(entry: Entry, name: str) -> None:
    """The person is the target, or stands in the phrase: "membagikan kepada %(about)s"."""
    if "%(about)s" in entry.phrase:
        entry.phrase = _now(entry.phrase).replace("%(about)s", name)
    else:
        entry.target_label = name


class Tally(models.Model):
    """How often somebody was told the same within one hour: the trail has it once (ADR 111)."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="tally", null=True)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=120)
    target = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    origin = models.CharField(max_length=64, blank=True)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_id", "hour", "action", "target", "target_id", "origin"],
                name="audit_tally_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.action}"
