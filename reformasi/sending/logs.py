"""What the web log tells."""

from __future__ import annotations

import logging


class RefusalsInOneLine(logging.Filter):
    """A refused request is no fault of the portal: one line, without the way through the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        if isinstance(status, int) and status < 500:
            record.exc_info = record.exc_text = None
        return True
