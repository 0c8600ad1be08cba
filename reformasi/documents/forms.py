"""Filters of the list, sharing, and the file that somebody wants checked."""

from __future__ import annotations

import hashlib

import django_filters
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation.fields import PersonField, ShareEndField
from reformasi.organisation.models import User
from reformasi.ui.choosing import offer
from reformasi.ui.forms import Data

from . import registry, workflow
from .models import DocumentQuerySet, DocumentRequest
from .offers import READERS
from .workflow import Status

#: Bytes of a file that somebody wants checked. Documents of the portal have some 100 KB.
LARGEST_CHECKED = 10 * 1024 * 1024
#: The choices of the filter beside the statuses: what is done is a draft or signed.
DRAFT, SIGNED = "draft", "signed"


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in registry.kinds().values()]


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Nomor atau perihal"), method="mentioning")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Jenis"), choices=_kinds, empty_label=gettext_lazy("Semua jenis")
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[
            (DRAFT, workflow.DRAFT_LABEL),
            (SIGNED, workflow.SIGNED_LABEL),
            *(choice for choice in Status.choices if choice[0] != Status.DONE),
        ],
        empty_label=gettext_lazy("Semua status"),
        method="standing",
    )

    class Meta:
        model = DocumentRequest
        fields: list[str] = []

    def mentioning(self, documents: DocumentQuerySet, name: str, query: str) -> DocumentQuerySet:
        return documents.mentioning(query)

    def standing(self, documents: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        if value in (DRAFT, SIGNED):
            is_draft = value == DRAFT
            return documents.filter(status=Status.DONE, signed_at__isnull=is_draft)
        return documents.filter(status=value)


class CheckForm(forms.Form):
    """A PDF that somebody holds; only its SHA-256 is looked at, and nothing is kept."""

    file = forms.FileField(label=gettext_lazy("Berkas PDF yang Anda terima"))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_CHECKED:
            limit = filesizeformat(LARGEST_CHECKED)
            raise forms.ValidationError(
                _("Berkas melebihi %(limit)s, jadi bukan dokumen dari portal ini.")
                % {"limit": limit}
            )
        return file

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.cleaned_data["file"].chunks():
            digest.update(chunk)
        return digest.hexdigest()


class ShareForm(forms.Form):
    """Who may read one document, until when, and why."""

    user = PersonField(
        label=gettext_lazy("Dibagikan kepada"), empty_label=gettext_lazy("Pilih orang")
    )
    ends = ShareEndField(label=gettext_lazy("Sampai dengan"))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        help_text=gettext_lazy("Satu kalimat; tercatat dalam riwayat dokumen."),
    )

    def __init__(self, data: Data = None, *, by: User) -> None:
        super().__init__(data)
        offer(self, "user", READERS.to(by))
