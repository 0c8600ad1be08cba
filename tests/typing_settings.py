"""The portal's settings for mypy alone.

pghistory's event models exist only at run time. Their reverse relation (``events``) makes the
Django plugin look for classes that are in no file, until mypy gives up; so it is hidden here.
"""

import pghistory

from reformasi.settings import *  # noqa: F403

PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
