"""Which questions of a sheet become plans, who sees to each, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.assessments.sheet import Question, Sheet
from evaluations.scoring import OptionSpec
from reformasi.organisation.fields import PersonField
from reformasi.organisation.models import User
from reformasi.ui.choosing import Candidates, offer
from reformasi.ui.fields import YearField
from reformasi.ui.forms import Data
from reformasi.workflow.rows import PartFormSet

from .actions import Raise
from .models import ActionPlan
from .offers import RAISERS
from .quarters import CODES, ended_quarters

MOST_ROWS = 200
MONTHS = {
    1: gettext_lazy("Maret"),
    2: gettext_lazy("Juni"),
    3: gettext_lazy("September"),
    4: gettext_lazy("Desember"),
}


class YearForm(forms.Form):
    """The year of all the plans."""

    year = YearField(label=gettext_lazy("Tahun rencana aksi"))


class RaiseForm(forms.Form):
    """One question, raised to ``option``; what it is stands on the sheet."""

    code = forms.CharField(widget=forms.HiddenInput)
    option = forms.CharField(widget=forms.HiddenInput)
    person = PersonField(label=gettext_lazy("Penanggung jawab"), required=False)
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Paling lambat"),
        coerce=int,
        choices=[
            (number, format_lazy("{code} ({month})", code=code, month=MONTHS[number]))
            for number, code in CODES.items()
        ],
    )

    def __init__(
        self,
        data: Data = None,
        *,
        sheet: Sheet,
        made: Mapping[str, ActionPlan],
        people: Candidates[User],
        **options: object,
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # what a formset hands over
        self.sheet, self.made = sheet, made
        offer(self, "person", people)

    @property
    def question(self) -> Question | None:
        return self.sheet.questions.get(str(self["code"].value()))

    @property
    def chosen(self) -> OptionSpec | None:
        """The option that it is to have; None where there is no better one of that letter."""
        return option_above(self.question, str(self["option"].value()))

    def clean(self) -> dict[str, object]:
        """The option is better than the answer of today, and nothing is planned for it yet."""
        values = super().clean() or {}
        if self.chosen is None:
            message = _("Jawaban butir ini sudah berubah. Buka lagi jalannya, lalu pilih lagi.")
            self.add_error(None, message)
        elif plan := self.made.get(str(values.get("code"))):
            message = _("Butir ini sudah mempunyai rencana aksi: “%(plan)s”.")
            self.add_error(None, message % {"plan": plan})
        return values


def option_above(question: Question | None, letter: str) -> OptionSpec | None:
    """The option ``letter`` of ``question`` if it is worth more than what is answered now."""
    for option in question.node.options if question else ():
        if option.letter == letter and option.score is not None:
            return option if question and option.score > question.score.exact else None
    return None


class RaiseRows(PartFormSet):
    """A row for each of ``chosen`` (option by code) that can be raised and has no plan yet."""

    def __init__(
        self,
        data: Data = None,
        *,
        sheet: Sheet,
        made: Mapping[str, ActionPlan],
        chosen: Mapping[str, str],
        user: User,
    ) -> None:
        assessment = sheet.layer.assessment
        people = RAISERS.to(user, of=assessment.pk)
        questions = [sheet.questions[code] for code in chosen if code in sheet.questions]
        named = {question.person.pk for question in questions if question.person}
        team = people.rows.filter(pk__in=named) if named else ()
        self.planned = [made[question.code] for question in questions if question.code in made]
        initial = [
            {
                "code": question.code,
                "option": chosen[question.code],
                "person": next((one for one in team if one == question.person), None),
                "quarter": _coming_quarter(assessment.year),
            }
            for question in questions
            if question.code not in made and option_above(question, chosen[question.code])
        ]
        kwargs = {"sheet": sheet, "made": made, "people": people, "empty_permitted": False}
        super().__init__(data, initial=initial, prefix="raises", form_kwargs=kwargs)

    def clean(self) -> None:
        """At least one question, and none twice.

        Raises:
            ValidationError: no question is chosen, or one stands there twice.
        """
        super().clean()
        codes = [str(form["code"].value()) for form in self.forms]
        if not codes:
            raise ValidationError(_("Pilih paling sedikit satu butir pada halaman jalannya."))
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Ada butir yang disebut dua kali."))

    @property
    def raises(self) -> list[Raise]:
        """The rows, once they are valid."""
        rows = [form.cleaned_data for form in self.forms]
        return [Raise(row["code"], row["option"], row["quarter"], row["person"]) for row in rows]


def _coming_quarter(year: int) -> int:
    """The quarter of ``year`` that ends next; its last one where all are over."""
    return min(ended_quarters(year, timezone.localdate()) + 1, 4)


RaiseFormSet = cast(
    "type[RaiseRows]",
    forms.formset_factory(
        RaiseForm,
        formset=RaiseRows,
        extra=0,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    ),
)
