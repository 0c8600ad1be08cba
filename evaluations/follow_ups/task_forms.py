"""What the bureau asks of units: one task for several of them, or a task that is changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import MinisterialLetter, Recommendation
from reformasi.organisation.fields import PersonField, UnitField
from reformasi.organisation.models import Unit, UnitQuerySet, User
from reformasi.ui.choosing import Candidates, offer
from reformasi.ui.fields import DecimalNumberField
from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartFormSet

from . import offers
from .actions import Assignee, NewTask, Task, last_day_of
from .models import FollowUp

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy

MOST_UNITS = 50


class Sure(forms.BooleanField):
    """A box that stands on the page once its form has asked back."""

    def __init__(self, label: Lazy) -> None:
        super().__init__(label=label, required=False, widget=forms.HiddenInput)

    def ask(self) -> None:
        self.widget = forms.CheckboxInput()


class DueForm(forms.ModelForm):
    """Asks back once where the deadline has passed before anything was done."""

    is_past = Sure(_("Ya, batas waktunya memang sudah lewat"))

    def require_sure(self, due: date | None) -> None:
        """An error beside the deadline where ``due`` has passed and nobody is sure of it."""
        if due is None or due >= timezone.localdate():
            return
        cast(Sure, self.fields["is_past"]).ask()
        if not self.cleaned_data.get("is_past"):
            message = _(
                "%(day)s sudah lewat. Benar? Bila ya, beri tanda di bawah, lalu simpan lagi."
            )
            self.add_error("due", message % {"day": date_format(due, "j F Y")})


class TaskForm(DueForm):
    """What the bureau asks of one unit, and by when."""

    person = PersonField(label=_("Penanggung jawab"), required=False)

    class Meta:
        model = FollowUp
        fields = ("action", "due", "person", "amount")
        widgets = {"action": forms.Textarea(attrs={"rows": 3})}

    reason = forms.CharField(
        label=_("Alasan perubahan"),
        help_text=_("Dibaca oleh unit dan oleh yang memverifikasi."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Data = None, *, instance: FollowUp, user: User) -> None:
        super().__init__(data, instance=instance)
        present = instance.person
        members = offers.IN_CHARGE.to(user, of=instance.pk)
        person = offer(self, "person", members, present=[present])
        if present and not members.rows.filter(pk=present.pk).exists():
            message = _("%(person)s tidak lagi bertugas di unit ini; pilih penggantinya.")
            person.help_text = message % {"person": present}
        self.due_before = instance.due

    @property
    def task(self) -> Task:
        """The columns of the task."""
        return cast(Task, {name: self.cleaned_data[name] for name in self.Meta.fields})

    def clean_amount(self) -> Decimal | None:
        """Not below what the unit has already written as settled."""
        amount: Decimal | None = self.cleaned_data["amount"]
        settled = self.instance.amount_settled
        if settled is not None and (amount is None or amount < settled):
            message = _(
                "Unit menulis Rp%(settled)s sudah diselesaikan, jadi nilainya tidak dapat kurang "
                "dari itu atau dikosongkan. Minta unit mengubah laporannya dahulu."
            )
            raise ValidationError(message % {"settled": number_format(settled, 0)})
        return amount

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        due = values.get("due")
        if due and due != self.due_before:
            if message := self.instance.invalid_due(due):
                self.add_error("due", message)
            self.require_sure(due)
        return values


class NewTaskForm(DueForm):
    """What is asked of all units alike; who they are stands in ``AssigneeRows``."""

    class Meta:
        model = FollowUp
        fields = ("action", "due")
        widgets = TaskForm.Meta.widgets

    def __init__(self, data: Data = None, *, letter: MinisterialLetter) -> None:
        super().__init__(data)
        if letter.follow_up_deadline and letter.follow_up_deadline >= timezone.localdate():
            self.fields["due"].initial = letter.follow_up_deadline

    @property
    def task(self) -> NewTask:
        """What all are asked."""
        return NewTask(action=self.cleaned_data["action"], due=self.cleaned_data["due"])

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        self.require_sure(values.get("due"))
        return values


def _is_member(person: User, unit: Unit) -> bool:
    members = offers.members_of(Unit.objects.filter(pk=unit.pk))
    return members.filter(pk=person.pk).exists()


class AssigneeForm(forms.Form):
    """One unit that is asked, with its person in charge and its own part of the rupiah."""

    unit = UnitField(label=_("Unit pelaksana"))
    person = PersonField(label=_("Penanggung jawab"), required=False)
    amount = DecimalNumberField(
        label=_("Nilai untuk unit ini (rupiah)"),
        max_digits=17,
        decimal_places=2,
        required=False,
        min_value=Decimal("0.01"),
        help_text=_("Bagian unit ini saja: nilai semua unit dijumlahkan."),
    )
    is_again = Sure(_("Ya, unit ini memang ditugasi sekali lagi"))

    def __init__(
        self,
        data: Data = None,
        *,
        units: Candidates[Unit],
        people: Candidates[User],
        recommendation: Recommendation,
        due: date | None,
        **options: object,
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # what a formset hands over
        self.recommendation, self.due = recommendation, due
        offer(self, "unit", units)
        offer(self, "person", people)

    def clean(self) -> dict[str, object]:
        """The unit stands until then and has no such task yet; the person is one of its own."""
        values = super().clean() or {}
        unit, person = values.get("unit"), values.get("person")
        if unit is None:
            return values
        if self.due and (message := unit.invalid_message(*[last_day_of(self.due)] * 2)):
            self.add_error("unit", message)
        if person and not _is_member(person, unit):
            message = _("%(person)s bukan anggota %(unit)s.")
            self.add_error("person", message % {"person": person, "unit": unit})
        self._require_sure(unit)
        return values

    def _require_sure(self, unit: Unit) -> None:
        """Ask back once where the unit has a task for this recommendation already."""
        tasks = FollowUp.objects.filter(recommendation=self.recommendation, unit=unit)
        if not tasks.exists():
            return
        cast(Sure, self.fields["is_again"]).ask()
        if not self.cleaned_data.get("is_again"):
            message = _(
                "%(unit)s sudah ditugasi untuk %(label)s. Benar sekali lagi? Bila ya, beri tanda "
                "pada baris ini, lalu simpan lagi."
            )
            self.add_error("unit", message % {"unit": unit, "label": self.recommendation.label})


class AssigneeRows(PartFormSet):
    """Who is asked: a row for each unit, which makes a follow-up of its own."""

    def __init__(
        self,
        data: Data = None,
        *,
        user: User,
        recommendation: Recommendation,
        due: date | None,
    ) -> None:
        units = offers.ASSIGNED.to(user, of=recommendation.pk)
        units.listing = cast(UnitQuerySet, units.rows).valid_on(timezone.localdate())
        people = offers.ASSIGNEES.to(user, of=recommendation.pk)
        kwargs = {"units": units, "people": people, "recommendation": recommendation, "due": due}
        super().__init__(data, prefix="assignees", form_kwargs=kwargs)

    def clean(self) -> None:
        """At least one unit, and none twice.

        Raises:
            ValidationError: no unit is named.
        """
        super().clean()
        units: set[Unit] = set()
        for form in self.forms:
            unit = getattr(form, "cleaned_data", {}).get("unit")
            if unit in units:
                form.add_error("unit", _("Unit ini sudah disebut pada baris lain."))
            units |= {unit} if unit else set()
        if not units and not any(form.has_changed() for form in self.forms):
            raise ValidationError(_("Sebutkan paling sedikit satu unit pelaksana."))

    @property
    def assignees(self) -> list[Assignee]:
        """The rows that are filled in."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("unit")]
        return [Assignee(row["unit"], row["person"], row["amount"]) for row in rows]


AssigneeFormSet = cast(
    "type[AssigneeRows]",
    forms.formset_factory(
        AssigneeForm,
        formset=AssigneeRows,
        extra=3,
        max_num=MOST_UNITS,
        absolute_max=MOST_UNITS,
        validate_max=True,
    ),
)
