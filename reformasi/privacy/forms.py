from django import forms
from django.utils.translation import gettext_lazy as _


class SeparationForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        help_text=_("Misalnya permintaan orangnya dan nomor suratnya. Jangan menulis namanya."),
    )
