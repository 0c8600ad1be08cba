"""The file to import, and how to read it otherwise."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformasi.ui.fields import WholeNumberField

from .grids import Grid
from .headers import find_layout
from .reading import MAX_BYTES, read_grids
from .table import Table
from .workbooks import MAX_NUMBER


class FileForm(forms.Form):
    """Reads the file at once, so that what is no table is refused before anything else."""

    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: object, table: Table, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.table = table

    def clean_file(self) -> tuple[str, bytes]:
        """The name and the content."""
        file: UploadedFile = self.cleaned_data["file"]
        content = file.read(MAX_BYTES + 1)
        find_layout(read_grids(io.BytesIO(content)), self.table)
        return file.name or "", content


class LayoutForm(forms.Form):
    """Another sheet, or another row of headers, than fits best."""

    sheet = forms.TypedChoiceField(label=_("Lembar"), coerce=int, required=False, empty_value=None)
    header = WholeNumberField(
        label=_("Baris judul kolom"), min_value=1, max_value=MAX_NUMBER, required=False
    )

    def __init__(self, *args: object, grids: Sequence[Grid], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        hidden = gettext("tersembunyi")
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            (place, f"{grid.name} ({hidden})" if grid.hidden else grid.name or gettext("Berkas"))
            for place, grid in enumerate(grids)
            if grid.lines
        ]
