"""The page when no other can be made: what happened, and what to do. It needs no template and no file."""

from __future__ import annotations

import uuid
from html import escape

from starlette.responses import HTMLResponse

from broadcaster.core.text.catalogue import language, say

FAILED = 500
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{told}</p><p>{advice}</p>
<p><a href="/">{today}</a> · <a href="/emergency">{emergency}</a></p></main></body></html>
"""


STALE = 403
_OUTDATED = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{told}</p><p><a href="{path}">{back}</a></p></main></body></html>
"""


def outdated(path: str) -> HTMLResponse:
    """The page of a form that belongs to an earlier session, with the way back to it."""
    words = {
        "title": say("console.not_done"),
        "told": say("console.stale_form"),
        "back": say("console.load_again"),
        "path": path,
    }
    made = {name: escape(text, quote=True) for name, text in words.items()}
    return HTMLResponse(_OUTDATED.format(language=language(), **made), STALE)


def fresh_number() -> str:
    """A number by which a failure is found in the log."""
    return uuid.uuid4().hex[:6].upper()


def calm(number: str) -> HTMLResponse:
    """The page of a failure."""
    words = {
        "title": say("console.not_done"),
        "told": say("console.failed", number=number),
        "advice": say("console.failed_next"),
        "today": say("console.page.today"),
        "emergency": say("console.page.emergency"),
    }
    return HTMLResponse(
        _PAGE.format(language=language(), **{name: escape(text) for name, text in words.items()}), FAILED
    )
