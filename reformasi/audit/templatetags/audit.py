"""``{% history object %}``: the history tab of any object."""

from typing import Any

from django import template
from django.db import models

from ..history import history_of

register = template.Library()


@register.inclusion_tag("audit/history.html")
def history(obj: models.Model) -> dict[str, Any]:
    return {"lines": history_of(obj)}
