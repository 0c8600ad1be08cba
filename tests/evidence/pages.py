"""Addresses of the library, and what a streamed response holds."""

from django.urls import reverse


def url(name, *args):
    return reverse(f"evidence:{name}", args=args)


def download_of(evidence, number=1):
    return url("download", evidence.pk, number)


def body(response):
    """All of a streamed answer; reading it to its end also closes it."""
    return b"".join(response.streaming_content)
