"""The pages of a station that runs in this process, asked without a browser and without a port."""

from __future__ import annotations

import asyncio
import contextvars
import re
from pathlib import Path
from urllib.parse import urlencode

from starlette.types import Message, Scope

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.people.roles.model import OriginPlace, Person, Role
from broadcaster.web.site.app import build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE
from tests.fakes import people

TECHNICIAN = Person(id="kt", name="Kiên", roles=frozenset({Role.TECHNICIAN}))
OFFICER = Person(id="lan", name="Lan", roles=frozenset({Role.OFFICER}))


class Console:
    """The console of a station that runs in this process.

    Args:
        folder: where a station is made if none is there.
        settings: further lines of its station.yaml.
    """

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.folder = folder
        if not (folder / "station.yaml").exists():
            text = f"name: Đài\noutput: none\nregulation: {{quiet: none}}\n{settings}"
            (folder / "station.yaml").write_text(text)
            people.found(folder, TECHNICIAN, OFFICER)
        self.running = RunningStation(folder, Mode())
        self.running.open()
        station = self.running.facade
        self._access = station.access
        self._web = Guarded(build(station), station.access, lambda: frozenset({"localhost"}))
        self._tokens: dict[str, str] = {}

    def ask(self, person: Person, path: str, **form: str) -> tuple[int, str]:
        """Status and text of a page; with a form it is posted."""
        if person.id not in self._tokens:
            known = self._access.people.persons[person.id]
            self._tokens[person.id] = self._access.sessions.open(known, OriginPlace.WEB)
        body = urlencode(form).encode()
        headers = {"host": "localhost", "cookie": f"{COOKIE}={self._tokens[person.id]}"}
        if form:
            headers |= {"content-type": "application/x-www-form-urlencoded", "origin": "https://localhost"}
        scope: Scope = {
            "type": "http", "method": "POST" if form else "GET", "path": path, "raw_path": path.encode(),
            "query_string": b"", "scheme": "https", "http_version": "1.1", "server": ("localhost", 443),
            "root_path": "", "client": ("192.0.2.7", 1), "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        def run() -> None:
            serving.set(Workers("test", 1))
            asyncio.run(self._web(scope, receive, send))

        contextvars.Context().run(run)
        text = b"".join(each.get("body", b"") for each in sent).decode()
        return int(sent[0]["status"]), text

    def press(self, person: Person, path: str, **form: str) -> tuple[int, str]:
        """Post a form of the page of voices."""
        _, page = self.ask(person, "/voices")
        csrf = re.search(r'name="csrf"[^>]*(?:value|content)="([^"]+)"', page)
        assert csrf is not None
        return self.ask(person, path, csrf=csrf[1], **form)
