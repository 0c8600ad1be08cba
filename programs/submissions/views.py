"""The lists as spreadsheets."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from import_export.resources import ModelResource

from reformasi.organisation.spreadsheets import XLSX_TYPE, csv_lines, xlsx_file

#: More rows than this are no list to read: filter first.
EXPORT_LIMIT = 20_000


def sheet(resource: ModelResource, rows: Any, name: str, kind: str) -> HttpResponse:
    """``rows`` as the spreadsheet ``name``: CSV for Excel in Indonesia, or XLSX."""
    table = resource.export(queryset=rows[:EXPORT_LIMIT])
    answer: Any
    if kind == "csv":
        answer = StreamingHttpResponse(csv_lines(table.headers, table), content_type="text/csv")
    else:
        answer = HttpResponse(xlsx_file(name, table.headers, table), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
