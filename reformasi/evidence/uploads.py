"""Takes uploads in (``FILE_UPLOAD_HANDLERS``)."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file, but counts what lies past the limit instead of keeping it.

    The form still learns the true size, and refuses the file with a message rather than a torn
    connection; the disk never has more than the limit of any one file.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.EVIDENCE_MAX_BYTES + 1 - start
        if room > 0:
            self.file.write(raw_data[:room])
