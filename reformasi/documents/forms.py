"""Filters of the list, sharing, and the file that somebody wants checked."""

from __future__ import annotations

import hashlib
from typing import cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation.fields import ShareEndField
from reformasi.organisation.models import User
from reformasi.ui.forms import Data

from . import registry
from .models import DocumentQuerySet
from .workflow import Status


class DocumentFilter(forms.Form):
    """What the list shows; a value that makes no sense is no filter."""

    q = forms.CharField(label=gettext_lazy("Nomor atau perihal"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("Semua status")), *Status.choices],
    )

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        kinds = [(kind.code, kind.title) for kind in registry.kinds().values()]
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [("", _("Semua jenis")), *kinds]

    def narrow(self, documents: DocumentQuerySet) -> DocumentQuerySet:
        self.is_valid()
        chosen = self.cleaned_data
        if query := chosen.get("q"):
            documents = documents.mentioning(query)
        for name in ("kind", "status"):
            if value := chosen.get(name):
                documents = documents.filter(**{name: value})
        return documents


class CheckForm(forms.Form):
    """A PDF that somebody holds; only its SHA-256 is looked at, and nothing is kept."""

    file = forms.FileField(label=gettext_lazy("Berkas PDF yang Anda terima"))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
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

    user = forms.ModelChoiceField(
        label=gettext_lazy("Dibagikan kepada"), queryset=User.objects.none()
    )
    ends = ShareEndField(label=gettext_lazy("Sampai dengan"))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        help_text=gettext_lazy("Satu kalimat; tercatat dalam riwayat dokumen."),
    )

    def __init__(self, data: Data = None, *, by: User) -> None:
        super().__init__(data)
        people = User.objects.visible_to(by).filter(is_active=True).exclude(pk=by.pk)
        field = cast(forms.ModelChoiceField, self.fields["user"])
        field.queryset = people.order_by("name")
