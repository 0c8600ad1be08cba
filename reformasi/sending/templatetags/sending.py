"""A builtin of every template: ``{% csrf_token %}``, which also counts the form once."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reformasi.sending.tokens import NAME, page_token

register = template.Library()
INPUT = '<input type="hidden" name="{}" value="{}">'


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Both hidden inputs of a POST form, so that none can be without the other."""
    csrf = format_html(INPUT, "csrfmiddlewaretoken", context["csrf_token"])
    return csrf + format_html(INPUT, NAME, page_token(context["request"]))
