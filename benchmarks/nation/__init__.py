"""``script/bench --nation SCALE``: what each page costs each role, before and beside a nation."""

from .running import run
from .tables import every_pair, written

__all__ = ["every_pair", "run", "written"]
