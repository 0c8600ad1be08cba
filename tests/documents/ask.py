"""A process of its own, as the web server is: asks for the report of each unit named.

Prints one line for each: the document's key, and whether the queue could be told.
"""

import sys

import django

django.setup()

from reformasi.documents import actions  # noqa: E402
from reformasi.organisation.models import Unit  # noqa: E402
from tests.documents import kinds  # noqa: E402

for code in sys.argv[1:]:
    unit = Unit.objects.get(code=code)
    document = actions.request_document(kind=kinds.REPORT, subject=unit, unit=unit, by=None)
    document.refresh_from_db()
    sys.stdout.write(f"{document.pk} {'diam' if document.queue_is_silent else 'tahu'}\n")
