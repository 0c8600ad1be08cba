"""The data of demo mode: the true case of 2019, and an office around it marked "data contoh".

Everything is written through the apps' actions, so that trail and snapshots are those of real work.
"""

from .loading import is_loaded, load

__all__ = ["is_loaded", "load"]
