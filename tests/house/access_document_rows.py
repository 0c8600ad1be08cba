"""The addresses of documents, and who may use them."""

from __future__ import annotations

from reformasi.documents.permissions import DocumentPerm
from tests.house.access_rows import (
    FORM,
    POST,
    UNITS,
    Row,
    about,
    document_seen,
    nobody,
    of,
    pages,
    reaches,
    thing,
)
from tests.house.access_world import (
    SHARED,
)

REPORTS = (*UNITS, SHARED)
DOCUMENTS = [
    *pages("documents:list"),
    *about(
        "documents:detail documents:progress documents:history",
        of("document"),
        document_seen,
        at=REPORTS,
    ),
    *about("documents:download", of("document", 1), document_seen, at=REPORTS),
    *[
        row
        for verb, methods in {"cancel": POST, "sign": FORM, "share": FORM}.items()
        for row in about(
            f"documents:{verb}",
            of("document"),
            document_seen,
            reaches(f"documents.{verb}_documentrequest"),
            methods,
            REPORTS,
        )
    ],
    *about(
        "documents:retry",
        of("document"),
        document_seen,
        lambda case: reaches(case.place.document.request_perm)(case),
        POST,
        REPORTS,
    ),
    *about(
        "documents:end_share",
        lambda case: [case.place.document.pk, case.place.document_grant.pk],
        document_seen,
        reaches(DocumentPerm.SHARE_DOCUMENT_REQUEST),
        POST,
        REPORTS,
    ),
    # The code of a draft leads nowhere, also for those who may read the draft.
    *pages("documents:check_file", methods=FORM, public=True),
    Row("documents:check", thing("signed.token"), public=True),
    Row("documents:check", thing("draft.token"), nobody, public=True),
]
