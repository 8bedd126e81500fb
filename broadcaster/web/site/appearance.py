"""How a browser wants to see the console: language, bright or dark, size of the text. Kept in cookies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from broadcaster.core.text.catalogue import Language
from broadcaster.web.site.page_routes import ANYBODY, Pages

NAMES = ("language", "theme", "size")
"""The cookies of a browser's choice."""

_AGE = 400 * 24 * 60 * 60  # seconds: the longest that browsers keep a cookie
_SEE_OTHER = 303


class Theme(StrEnum):
    """Bright or dark."""

    AUTO = "auto"  # as the computer is set
    LIGHT = "light"
    DARK = "dark"


class Size(StrEnum):
    """Size of the text."""

    NORMAL = "normal"
    BIG = "big"


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a browser has chosen."""

    language: Language | None  # None: what its headers ask for
    theme: Theme
    size: Size


def appearance_of(request: Request) -> Appearance:
    """The choice that a request's cookies tell; what is unknown there counts as not chosen."""
    cookies = request.cookies
    language, theme, size = (cookies.get(name, "") for name in NAMES)
    return Appearance(
        Language(language) if language in tuple(Language) else None,
        Theme(theme) if theme in tuple(Theme) else Theme.AUTO,
        Size(size) if size in tuple(Size) else Size.NORMAL,
    )


def routes() -> APIRouter:
    """The route that changes the choice; it needs no right."""
    made = Pages(None)

    @made.post("/view", needs=ANYBODY)
    def choose(
        request: Request,
        language: Annotated[Language | None, Form()] = None,
        theme: Annotated[Theme | None, Form()] = None,
        size: Annotated[Size | None, Form()] = None,
    ) -> Response:
        """Keep what was chosen, and show the page again from which it was."""
        answer = RedirectResponse(_here(request), _SEE_OTHER)
        for name, value in (("language", language), ("theme", theme), ("size", size)):
            if value is not None:
                secure = request.url.scheme == "https"
                answer.set_cookie(name, value, _AGE, httponly=True, samesite="lax", secure=secure)
        return answer

    return made.router


def _here(request: Request) -> str:
    """The page that asked, by its path alone: never another site."""
    from_page = urlsplit(request.headers.get("referer", ""))
    path = f"{from_page.path}?{from_page.query}" if from_page.query else from_page.path
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
