"""Of a request's cookies only our own are read, and only as we make them."""

from __future__ import annotations

from starlette.types import Scope

from broadcaster.core.text.catalogue import Language
from broadcaster.web.site.console import _language
from broadcaster.web.site.cookies import own_cookies

QUOTED = b'"' + b"\\" * 60_000 + b'"'
"""`http.cookies` needs twenty seconds to undo it, and holds all threads meanwhile."""


def test_a_quoted_value_is_none_of_ours() -> None:
    for name in (b"broadcaster_visit", b"broadcaster_session", b"broadcaster_device", b"language", b"other"):
        assert own_cookies([(b"host", b"x"), (b"cookie", name + b"=" + QUOTED)]) == [(b"host", b"x")]


def test_the_language_is_chosen_without_what_strangers_send() -> None:
    sent = b"other=" + QUOTED + b"; theme=" + QUOTED + b"; language=en"
    scope: Scope = {"type": "http", "headers": [(b"cookie", sent), (b"accept-language", b"vi")]}
    assert _language(scope) is Language.EN
