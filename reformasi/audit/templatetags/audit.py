"""``{% history object %}``: the history tab of any object."""

from collections.abc import Iterable

from django import template
from django.db import models
from django.template import Context

from reformasi.audit.history import history_page

register = template.Library()


@register.inclusion_tag("audit/history.html", takes_context=True)
def history(
    context: Context,
    obj: models.Model,
    related: Iterable[models.Model] = (),
    without: Iterable[str] = (),
) -> dict[str, object]:
    """The acts on ``obj``, page by page; with ``related``, those on what belongs to it as well."""
    return {"history": history_page(obj, context["request"], related, without)}
