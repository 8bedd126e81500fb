"""A failure before, while or after a page is made: logged with its trace, and shown as a calm page."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from pathlib import Path
from typing import cast

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access.access import Access
from broadcaster.web.site import app as web_app
from broadcaster.web.site.console import Site


class Nothing:
    """A station whose pages cannot be made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def access(self) -> Access:
        raise RuntimeError("no access")


def asked(site: ASGIApp, language: bytes = b"vi") -> tuple[int, str]:
    """Status and text of the answer."""
    sent: list[Message] = []
    scope: Scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"localhost"), (b"accept-language", language)], "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    def run() -> None:
        serving.set(Workers("test", 1))
        asyncio.run(site(scope, receive, send))  # type: ignore[arg-type]

    contextvars.Context().run(run)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent).decode()


def test_pages_that_cannot_be_built_are_a_calm_page_and_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_station: StationFacade) -> ASGIApp:
        raise ImportError("no module named htmx")

    monkeypatch.setattr(web_app, "build", broken)
    site = Site(cast("StationFacade", Nothing(tmp_path)), "127.0.0.1")
    status, text = asked(site)
    assert status == 500
    assert "Đài vẫn chạy" in text
    assert 'href="/emergency"' in text
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert str(record.args[0]) in text  # type: ignore[index]
    assert "no module named htmx" in caplog.text

    # The next visitor may have more luck: nothing half made is kept.
    async def page(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    site._app = page
    assert asked(site) == (200, "page")


def test_a_failure_before_the_guard_is_done_is_told_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise OSError("people.db cannot be read")

    site = Site(cast("StationFacade", Nothing(tmp_path)), "127.0.0.1")
    site._app = fails
    status, text = asked(site, b"en")
    assert (status, "The station runs on" in text) == (500, True)
    assert "people.db cannot be read" in caplog.text


def test_an_answer_that_breaks_off_is_not_answered_twice(tmp_path: Path) -> None:
    async def breaks(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise OSError("gone")

    site = Site(cast("StationFacade", Nothing(tmp_path)), "127.0.0.1")
    site._app = breaks
    with pytest.raises(OSError, match="gone"):
        asked(site)
