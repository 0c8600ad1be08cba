"""What rooms above may want to hear of."""

from django.dispatch import Signal

#: Sent with ``before`` and ``after`` when the e-mail of a person, a ``User``, has become another.
email_changed = Signal()
