"""A fault of the program is told by a number; what it is stands in the log alone."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, cast

import pytest
from fastapi import FastAPI

from broadcaster.web.site.app import word_errors
from broadcaster.web.site.shell import Shell

SECRET = "/srv/dai/state/people.db: mật khẩu"  # noqa: S105 - what an error might tell


def test_a_fault_of_the_program_tells_a_number_and_the_log_tells_the_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = FastAPI()

    @app.get("/")
    def broken() -> None:
        raise RuntimeError(SECRET)

    word_errors(app, cast(Shell, None))  # whoever is no page gets the words alone
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "raw_path": b"/",
        "scheme": "http", "server": ("station", 80), "client": ("192.0.2.7", 1), "root_path": "",
        "http_version": "1.1",
    }  # fmt: skip
    with caplog.at_level(logging.ERROR), pytest.raises(RuntimeError):
        asyncio.run(app(scope, receive, send))
    told = b"".join(message.get("body", b"") for message in sent).decode()
    assert sent[0]["status"] == 500
    number = re.search(r"\b[0-9A-F]{6}\b", told)
    assert number is not None
    assert "people.db" not in told
    assert "RuntimeError" not in told
    assert number[0] in caplog.text
    assert "people.db" in caplog.text
