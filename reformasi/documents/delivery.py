"""Hands an edition to a person who was allowed to have it."""

from __future__ import annotations

from django.http import HttpResponseBase

from reformasi.ui.delivery import body_of, describe

from .models import DocumentEdition


def deliver(edition: DocumentEdition) -> HttpResponseBase:
    """The PDF, to be saved.

    Raises:
        Http404: the file is gone from the store.
    """
    response = body_of(edition.file)
    describe(
        response, content_type="application/pdf", name=edition.download_name, as_attachment=True
    )
    return response
