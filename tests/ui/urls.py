"""What the frame needs, and pages that only the browser tests open."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler

from reformasi.ui.widgets import FilesInput

saved: list[dict[str, str]] = []
responses: list[HttpResponse] = []  # what the next autosaves are told, instead of "saved"


class DraftForm(forms.Form):
    title = forms.CharField(required=False)
    kind = forms.ChoiceField(
        choices=[("a", "Rapat"), ("b", "Sosialisasi")], widget=forms.RadioSelect, required=False
    )


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class UploadForm(forms.Form):
    title = forms.CharField(min_length=5)
    files = FilesField()


PAGE = """
{% extends "base.html" %}
{% block title %}Uji{% endblock %}
{% block heading %}Uji{% endblock %}
"""


def page(request: HttpRequest, content: str, **context: object) -> HttpResponse:
    source = CottonCompiler().process(PAGE + "{% block content %}" + content + "{% endblock %}")
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def draft(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect("/uji/selesai/")
    return page(
        request, '<c-form :form="form" autosave="/uji/simpan/" :version="1" />', form=DraftForm()
    )


def save(request: HttpRequest) -> HttpResponse:
    if responses:
        return responses.pop(0)
    saved.append(request.POST.dict())
    return JsonResponse(
        {"saved_at": timezone.now().isoformat(), "version": len(saved) + 1, "url": "/uji/simpan/"}
    )


def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        saved.append({file.name: str(file.size) for file in request.FILES.getlist("files")})
        return redirect("/uji/selesai/")
    fields = '<c-field :field="form.title" /><c-file-drop :field="form.files" :limit="1000" />'
    return page(request, f'<c-form :form="form">{fields}</c-form>', form=form)


def done(request: HttpRequest) -> HttpResponse:
    return page(request, "<p>Selesai.</p>")


urlpatterns = [
    path("", done, name="start"),
    path("uji/draf/", draft),
    path("uji/simpan/", save),
    path("uji/unggah/", upload),
    path("uji/selesai/", done),
    path("", include("reformasi.ui.urls")),
    path("akun/", include("reformasi.accounts.account_urls")),
    path("privasi/", include("reformasi.privacy.urls")),
    path("dokumen/", include("reformasi.documents.urls")),
    path("privasi/", include("reformasi.privacy.urls")),
]
