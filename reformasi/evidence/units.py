# ruff: noqa: S608  # every part of these statements is a name of ours
"""By which units each evidence is seen: a table beside it, kept by the database itself (ADR 140).

A row for the unit whose it is, and one for each unit of whatever it is attached to. So the library
asks one table by unit, and not every kind of attachment. Triggers write it, nothing else: whatever
changes an attachment, an owner or its unit, changes it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, Self, cast

import pgtrigger
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.db.models.expressions import Combinable

from reformasi.organisation import scope
from reformasi.organisation.models import Unit
from reformasi.organisation.scope import Given, Holder

TABLE = "evidence_evidenceunit"
COLUMNS = "evidence_id, unit_id, kind, attachment, is_downward, uses"


#: The kind of the row for the unit whose it is.
OWN = ""


class EvidenceUnitQuerySet(models.QuerySet["EvidenceUnit"]):
    def of_unused(self) -> Self:
        """The own rows of what is attached to nothing."""
        return self.filter(kind=OWN, uses=0)

    def seen_by(self, user: Holder, perms: dict[str, str], given: Collection[Given]) -> Self:
        """The rows in units where ``user`` holds the permission of their kind (``perms``), and
        those of what was ``given`` one by one.

        Each part is a condition on the path of a unit: so the units come first, by one index.
        """
        tops = {perm: tuple(scope.reach(user, perm)) for perm in set(perms.values())}
        barred = {perm: frozenset(scope.barred(user, perm)) for perm in tops}
        groups: dict[object, list[str]] = {}
        for kind, perm in perms.items():
            groups.setdefault((tops[perm], barred[perm]), []).append(kind)
        seen = Q(pk__in=[])
        for kinds in groups.values():
            within = scope.within(user, perms[kinds[0]], "unit")
            lineages = sorted(scope.above(user, perms[kinds[0]]))
            above = Q(is_downward=True, unit__path__in=lineages)
            each = Q() if len(groups) == 1 else Q(kind__in=kinds)
            seen |= each & (within | above)
        if given:
            keys, paths = zip(*given, strict=True)
            seen |= Q(unit__path__in=sorted(set(paths)), evidence__in=keys)
        return self.filter(seen)


def is_among(key: str, units: EvidenceUnitQuerySet) -> Combinable:
    """Whether the evidence of a key is among those of ``units``, which are gathered first."""
    keys = ArraySubquery(units.order_by().values("evidence"))
    condition = {"template": "%(expressions)s)", "arg_joiner": " = ANY("}
    return Func(F(key), keys, output_field=models.BooleanField(), **condition)


class EvidenceUnit(models.Model):
    """One unit whose people see an evidence, and by what: its own, or by one attachment."""

    evidence = models.ForeignKey(
        "evidence.Evidence", on_delete=models.CASCADE, related_name="units", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: The label of the kind of attachment; "" for the unit whose it is.
    kind = models.CharField(max_length=60, blank=True)
    attachment = models.BigIntegerField(default=0)
    #: Whether the units below this one see it too, as those below the addressee of a letter do.
    is_downward = models.BooleanField(default=False)
    #: On the own row: how many attachments there are.
    uses = models.PositiveIntegerField(default=0)

    objects = EvidenceUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "unit bukti"
        indexes = [
            models.Index(
                fields=["unit", "evidence"], include=["is_downward"], name="evidence_unit_evidence"
            ),
            models.Index(
                fields=["evidence", "unit"], include=["is_downward"], name="evidence_evidence_unit"
            ),
            models.Index(
                fields=["evidence"], condition=Q(kind=OWN, uses=0), name="evidence_unused"
            ),
        ]
        constraints = [
            UniqueConstraint(
                fields=["kind", "attachment", "unit", "is_downward"],
                condition=~Q(kind=OWN),
                name="evidence_unit_once",
            ),
            UniqueConstraint(
                fields=["evidence"], condition=Q(kind=OWN), name="evidence_own_unit_once"
            ),
            CheckConstraint(
                condition=Q(kind=OWN) | Q(uses=0), name="evidence_unit_uses_on_own_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.unit}"


@dataclass(frozen=True)
class Kind:
    """A kind of attachment and what it is attached to, as far as units are concerned.

    ``addressed``: the table between owners and units to which they are addressed.
    """

    model: type[models.Model]
    owner: type[models.Model]
    addressed: type[models.Model] | None

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)


class Attaching(Protocol):
    """A model of attachments."""

    def as_kind(self) -> Kind: ...


@dataclass(frozen=True)
class Hop:
    """One table on the way from an attachment to a unit: how it is entered, and where it leads."""

    of: type[models.Model]
    entered_by: str
    column: str


def ways_of(kind: Kind) -> Iterator[tuple[list[Hop], bool]]:
    """Each way from attachments of ``kind`` to units, and whether those below see it too."""
    start, model = Hop(kind.model, "", "owner_id"), kind.owner
    hops = [start]
    for name in getattr(model, "unit_lookup", "unit").split("__"):
        key = cast("models.ForeignKey[models.Model]", model._meta.get_field(name))
        hops.append(Hop(model, "id", str(key.column)))
        model = key.related_model
    yield hops, False
    if kind.addressed:
        keys = [key for key in kind.addressed._meta.fields if key.remote_field]
        columns = {key.related_model: str(key.column) for key in keys}
        yield [start, Hop(kind.addressed, columns[kind.owner], columns[Unit])], True


def source(hops: list[Hop]) -> str:
    """The tables of a way, joined; ``t0`` is that of the attachments."""
    return f'"{hops[0].of._meta.db_table}" t0' + "".join(
        f' JOIN "{hop.of._meta.db_table}" t{number}'
        f' ON t{number}."{hop.entered_by}" = t{number - 1}."{before.column}"'
        for number, (before, hop) in enumerate(pairwise(hops), start=1)
    )


def rows_of(kind: Kind, condition: str = "TRUE") -> str:
    """The rows for the attachments of ``kind`` that meet ``condition``, as one SELECT."""
    return " UNION ALL ".join(
        f'SELECT t0.evidence_id, t{len(hops) - 1}."{hops[-1].column}",'
        f" '{kind.label}', t0.id, {'TRUE' if below else 'FALSE'}, 0"
        f" FROM {source(hops)} WHERE {condition}"
        for hops, below in ways_of(kind)
    )


class OwnUnit(pgtrigger.Trigger):
    """On evidence: the row for the unit whose it is."""

    name = "own_unit"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("unit_id")
    func = f"""
        IF TG_OP = 'INSERT' THEN
            INSERT INTO {TABLE} ({COLUMNS}) VALUES (NEW.id, NEW.unit_id, '{OWN}', 0, FALSE, 0);
        ELSE
            UPDATE {TABLE} SET unit_id = NEW.unit_id WHERE evidence_id = NEW.id AND kind = '{OWN}';
        END IF;
        RETURN NULL;
    """


class AttachedUnits(pgtrigger.Trigger):
    """On a kind of attachment: its rows, and how often its evidence is used."""

    name = "attached_units"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("owner_id", "evidence_id") | pgtrigger.Delete

    def get_func(self, model: type[models.Model]) -> str:  # type: ignore[override]
        # While migrations are compared it is a likeness of the model, without its methods.
        kind = cast(Attaching, apps.get_model(model._meta.label)).as_kind()
        counted = f"UPDATE {TABLE} SET uses = GREATEST(uses %s, 0) WHERE kind = '{OWN}'"
        return f"""
            IF TG_OP <> 'INSERT' THEN
                DELETE FROM {TABLE} WHERE kind = '{kind.label}'
                    AND attachment = OLD.id;
                {counted % "- 1"} AND evidence_id = OLD.evidence_id;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                INSERT INTO {TABLE} ({COLUMNS}) {rows_of(kind, "t0.id = NEW.id")};
                {counted % "+ 1"} AND evidence_id = NEW.evidence_id;
            END IF;
            RETURN NULL;
        """


class LedToUnits(pgtrigger.Trigger):
    """On a table between attachments of ``kind`` and units: where it leads elsewhere now."""

    when = pgtrigger.After

    def __init__(self, kind: Kind, hops: list[Hop], number: int) -> None:
        hop = hops[number]
        self._kind, self._hop = kind, hop
        self._before, self._by = source(hops[:number]), f't{number - 1}."{hops[number - 1].column}"'
        is_own_row = hop.entered_by == "id"
        anything = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
        super().__init__(
            name=f"units_of_{kind.model._meta.model_name}",
            operation=pgtrigger.UpdateOf(hop.column) if is_own_row else anything,
            condition=pgtrigger.Condition(f'OLD."{hop.column}" IS DISTINCT FROM NEW."{hop.column}"')
            if is_own_row
            else None,
        )

    def get_func(self, model: type[models.Model]) -> str:  # type: ignore[override]
        entered = self._hop.entered_by
        attached = (
            f"SELECT t0.id FROM {self._before}"
            f' WHERE {self._by} IN (OLD."{entered}", NEW."{entered}")'
        )
        return f"""
            DELETE FROM {TABLE} WHERE kind = '{self._kind.label}'
                AND attachment IN ({attached});
            INSERT INTO {TABLE} ({COLUMNS}) {rows_of(self._kind, f"t0.id IN ({attached})")};
            RETURN NULL;
        """


def follow(kind: Kind) -> None:
    """Keep the rows of ``kind`` also where its owners come to belong to other units."""
    for hops, _below in ways_of(kind):
        for number in range(1, len(hops)):
            pgtrigger.register(LedToUnits(kind, hops, number))(hops[number].of)
