from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from import_export.results import Result

from reformasi.organisation import imports
from reformasi.organisation.forms import ImportForm
from reformasi.organisation.models import Unit
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import Request, require_somewhere
from reformasi.organisation.spreadsheets import MAX_BYTES, XLSX_TYPE
from reformasi.organisation.template_sheet import people_template

PERMISSION = OrganisationPerm.ADD_USER
OFFERED_UNITS = 5_000


@require_http_methods(["GET", "POST"])
def people_import(request: Request) -> HttpResponse:
    """Take a sheet and go on to its preview; nothing is written yet."""
    require_somewhere(request.user, PERMISSION)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["berkas"]
        upload = imports.Upload(file.name, file.read())
        return redirect("organisation:import_preview", imports.keep(request.user, upload))
    return render(request, "organisation/import.html", {"form": form, "limit": MAX_BYTES})


@require_GET
def import_template(request: Request) -> HttpResponse:
    require_somewhere(request.user, PERMISSION)
    units = Unit.objects.where(request.user, OrganisationPerm.ADD_MEMBERSHIP)[:OFFERED_UNITS]
    disposition = {"Content-Disposition": 'attachment; filename="templat-orang.xlsx"'}
    return HttpResponse(people_template(units), content_type=XLSX_TYPE, headers=disposition)


@require_http_methods(["GET", "POST"])
def import_preview(request: Request, token: str) -> HttpResponse:
    """What each row would do (GET); do it, all rows or none (POST)."""
    require_somewhere(request.user, PERMISSION)
    upload = imports.find(request.user, token)
    if upload is None:
        messages.warning(
            request, _("Unggahan ini sudah kedaluwarsa. Unggah berkasnya sekali lagi.")
        )
        return redirect("organisation:people_import")
    wanted = request.method == "POST"
    result = imports.bring_in(upload, by=request.user, dry_run=not wanted)
    if wanted and not result.has_validation_errors():
        imports.discard(request.user, token)
        messages.success(request, _done(result))
        return redirect("organisation:people")
    context = {
        "upload": upload,
        "rows": [row for row in result.rows if row.problems or row.words],
        "totals": result.totals,
        "wrong": len(result.invalid_rows),
        "sees_nip": request.user.has_perm(OrganisationPerm.VIEW_NIP),
    }
    status = 409 if wanted else 200
    return render(request, "organisation/import_preview.html", context, status=status)


def _done(result: Result) -> str:
    new, changed = result.totals["new"], result.totals["update"]
    return ngettext("%(new)d orang baru", "%(new)d orang baru", new) % {"new": new} + _(
        ", %(changed)d orang diubah. Semua baris tersimpan."
    ) % {"changed": changed}
