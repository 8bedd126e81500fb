"""The key of a service, entered on Giọng đọc: kept apart, for the host that was shown, and shown nowhere."""

from __future__ import annotations

import asyncio
import contextvars
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.types import Message, Scope

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.people.roles.model import OriginPlace, Person, Role
from broadcaster.speech.overview import rows
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.edits import edited
from broadcaster.web.settings.groups import group_of
from broadcaster.web.settings.sheets import sheets
from broadcaster.web.site.app import build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE
from tests.fakes import people, vieneu_models
from tests.fakes.quick_hashes import quick_hashes

KEY = "k3y-that-nobody-may-see"
TECHNICIAN = Person(id="kt", name="Kiên", roles=frozenset({Role.TECHNICIAN}))
OFFICER = Person(id="lan", name="Lan", roles=frozenset({Role.OFFICER}))


class Console:
    """The console of a station that runs in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = "name: Đài\nspeech: {engines: [espeak]}\noutput: none\nregulation: {quiet: none}\n"
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

    def enter(self, person: Person, voice: str, host: str, key: str = KEY) -> tuple[int, str]:
        """Post a key as the page does."""
        return self.press(person, "/voices/key", voice=voice, host=host, secret=key)

    def press(self, person: Person, path: str, **form: str) -> tuple[int, str]:
        """Post a form of the page."""
        _, page = self.ask(person, "/voices")
        csrf = re.search(r'name="csrf"[^>]*(?:value|content)="([^"]+)"', page)
        assert csrf is not None
        return self.ask(person, path, csrf=csrf[1], **form)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with quick_hashes():
        made = Console(tmp_path_factory.mktemp("dai"))
        yield made
        made.running.close()


def test_services_of_the_settings_are_shown_and_saved_without_touching_what_was_not_typed() -> None:
    text = "name: x\nservices: {azure: {options: {region: eastasia}, voices: [a, b], limit: 9}}\n"
    made = edited("voices", text, {})
    assert (made.text, made.faults) == (text, {})
    (options,) = (
        each
        for sheet in sheets("voices", made.data)
        for each in group_of(sheet, made.data).all()
        if each.path == ("services", "azure", "options")
    )
    assert options.value == "region: eastasia"
    changed = edited("voices", text, {options.name: "region: japaneast, model: x"})
    assert data_of(changed.text)["services"]["azure"]["options"] == {"region": "japaneast", "model": "x"}


def test_key_is_refused_for_a_host_that_was_not_shown(console: Console) -> None:
    status, _ = console.enter(TECHNICIAN, "fpt:banmai", "thief.example")
    assert status == 409
    assert not (console.folder / "secrets.yaml").exists()


def test_key_with_a_line_break_is_refused_and_not_kept(console: Console) -> None:
    status, page = console.enter(TECHNICIAN, "fpt:banmai", "api.fpt.ai", "two words")
    assert status == 409
    assert "two words" not in page
    assert not (console.folder / "secrets.yaml").exists()


def test_key_is_entered_by_whoever_has_the_right_only(console: Console) -> None:
    status, _ = console.enter(OFFICER, "fpt:banmai", "api.fpt.ai")
    assert status == 403
    assert not (console.folder / "secrets.yaml").exists()


def test_key_is_kept_apart_for_its_host_and_shown_nowhere(console: Console) -> None:
    _, page = console.ask(TECHNICIAN, "/voices")
    assert "FPT.AI (api.fpt.ai)" in page
    status, _ = console.enter(TECHNICIAN, "fpt:banmai", "api.fpt.ai")
    assert status == 303
    assert KEY in (console.folder / "secrets.yaml").read_text()
    assert KEY not in (console.folder / "station.yaml").read_text()
    loaded = load(console.folder)
    assert loaded.found is not None
    settings = loaded.found.settings
    assert (settings.services["fpt"].api_key, settings.services["fpt"].host) == (KEY, "api.fpt.ai")
    assert {row.name for row in rows(Shelf(console.folder / "voices"), settings) if row.engine == "fpt"} > {
        "banmai",
        "leminh",
    }
    for path in ("/voices", "/settings/voices", "/settings/history", "/log"):
        _, page = console.ask(TECHNICIAN, path)
        assert KEY not in page, path
    for file in (console.folder / "state").rglob("*"):
        if file.is_file() and file.name != "secrets.yaml":
            assert KEY.encode() not in file.read_bytes(), file


def test_key_that_is_typed_in_the_settings_is_for_the_host_beside_it() -> None:
    text = "name: x\nservices: {fpt: {host: api.fpt.ai, limit: 9}}\n"
    fields = {
        each.path[-1]: each.name
        for sheet in sheets("voices", data_of(text))
        for each in group_of(sheet, data_of(text)).all()
        if each.path[:2] == ("services", "fpt")
    }
    made = edited("voices", text, {fields["api_key"]: KEY})
    assert KEY not in made.text
    assert list(made.secrets.values()) == [{"text": KEY, "host": "api.fpt.ai"}]
    alone = edited("voices", text, {fields["api_key"]: KEY, fields["host"]: "xau.example"})
    assert list(alone.secrets.values()) == [{"text": KEY, "host": "xau.example"}], "a technician's word"


@pytest.mark.patient
@pytest.mark.skipif(vieneu_models.missing() is not None, reason="the readers are named by the package")
def test_reader_of_an_installed_model_is_chosen_by_name_and_the_work_is_shown(console: Console) -> None:
    vieneu_models.shelve(console.folder / "voices", work=0.42)
    _, page = console.ask(TECHNICIAN, "/voices")
    found = [row for row in page.split('<li class="row">') if "0,42 giây cho 1 giây tiếng" in row]
    assert len(found) == 1 + 11
    (south,) = [row for row in found if "v3nano+Ái Hân" in row]
    assert "Nữ · Nam · Phong cách tin tức" in south
    status, text = console.press(TECHNICIAN, "/voices/choose", voice="vieneu:v3nano+Ái Hân")
    assert status < 400, text
    written = data_of((console.folder / "station.yaml").read_text())
    assert written["speech"]["engines"] == ["vieneu", "espeak"]
    assert written["voices"]["default"]["vieneu"] == "v3nano+Ái Hân"
