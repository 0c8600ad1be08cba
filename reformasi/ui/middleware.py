"""What holds for every page: its language, its address, and that it is for one person alone."""

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from . import navigation, text


class ChosenLanguageMiddleware:
    """Django's own would follow Accept-Language, and office browsers say "en-US" unasked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class TextGateMiddleware:
    """What is typed, and what a file is called, comes in as text that everything can hold.

    Passwords stay as they are: whoever has one with such a sign must be able to log in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """After the form's token was looked at, so that a stranger's form is not even read."""
        if request.method != "POST":
            return
        cleaned = request.POST.copy()
        for name, values in request.POST.lists():
            if "password" not in name:
                cleaned.setlist(name, [text.clean(value) for value in values])
        request.POST = cleaned  # type: ignore[assignment]  # as its setter takes it
        for files in request.FILES.lists():
            for file in files[1]:
                file.name = text.one_line(str(file.name))


class MenuMiddleware:
    """After whatever a person does, the menu counts anew what waits for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            navigation.count_again(request.user)
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages go compressed also where no nginx stands before the portal; files go as they are.

    The length of a page tells nothing of what is secret on it: Django adds random bytes.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class PrivatePagesMiddleware:
    """Says that nothing between portal and browser keeps a page, unless the view said otherwise.

    The browser itself may: "Kembali" then still finds what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class SafetyHeadersMiddleware:
    """What browsers need not allow in any answer of ours, static files included."""

    HEADERS: ClassVar[dict[str, str]] = {
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
        "midi=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response
