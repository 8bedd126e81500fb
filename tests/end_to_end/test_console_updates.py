"""Cập nhật: true in every state of an update; who may ask, by which proof, and what lies below /run then."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.types import Message, Scope

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station import updates
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.core.text.catalogue import Language, say, speaking
from broadcaster.people.roles.model import Caller, OriginPlace, Role
from broadcaster.upkeep.host.systemd import station_id
from broadcaster.upkeep.update import wish
from broadcaster.upkeep.update.record import UpdateRecord, UpdateStep
from broadcaster.upkeep.update.standing import UpdateStanding, UpdateState
from broadcaster.web.drawing.render import moment
from broadcaster.web.site.app import build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE, Visitor
from tests.end_to_end.conftest import SETTINGS
from tests.fakes import people
from tests.fakes.quick_hashes import quick_hashes

pytestmark = pytest.mark.patient

NOON = datetime(2026, 12, 1, 5, tzinfo=UTC)
KEPT = (
    UpdateRecord(version="1.0.1", before="1.0.0", channel="trial", fetched=NOON.isoformat())
    .told(NOON, UpdateStep.SWITCHED, "1.0.1")
    .told(NOON, UpdateStep.REFUSED, "1.0.2", "update.why.memory 240")
)


@dataclass
class House:
    """A running station with people, its console, and the folder that systemd would give it."""

    station: StationFacade
    console: Guarded
    run: Path

    def ask(self, who: str, form: dict[str, str] | None = None, *, by_pin: bool = False) -> tuple[int, str]:
        """What a person gets: the page, or the answer to a form."""
        person = self.station.access.people.persons[who]
        token = self.station.access.sessions.open(person, OriginPlace.WEB, by_pin=by_pin)
        key = self.station.access.devices.form_key(None)
        caller = Caller(person=person, account="", own=False, place=OriginPlace.WEB)
        csrf = Visitor(caller=caller, token=token, founded=True, form_key=key).csrf
        body = urlencode(form or {}).encode()
        headers = {
            "host": "localhost",
            "cookie": f"{COOKIE}={token}",
            "content-type": "application/x-www-form-urlencoded",
            "x-csrf": csrf,
            "accept-language": "vi",
        }
        scope: Scope = {
            "type": "http", "method": "GET" if form is None else "POST", "path": "/settings/updates",
            "raw_path": b"/settings/updates", "query_string": b"", "scheme": "https", "http_version": "1.1",
            "server": ("localhost", 443), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.7", 1),
        }  # fmt: skip
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        def run() -> None:
            serving.set(Workers("test", 2))
            asyncio.run(self.console(scope, receive, send))

        contextvars.Context().run(run)
        return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]).decode()

    def rows(self) -> list[str]:
        """The codes of the journal's notes."""
        return [note.what.code for note in self.station.loaded.journal.notes()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, below = tmp_path_factory.mktemp("dai"), tmp_path_factory.mktemp("run")
    (folder / "station.yaml").write_text(SETTINGS, encoding="utf-8")
    with quick_hashes(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(updates, "RUNTIME", below)
        everybody = [people.person(role) for role in Role]
        people.found(folder, *everybody, pin=people.PIN, password=people.PASSWORD)
        running = RunningStation(folder, Mode())
        running.open()
        run = below / station_id(folder)
        run.mkdir()
        made = running.facade
        yield House(made, Guarded(build(made), made.access, lambda: frozenset({"localhost"})), run)
        running.close()


@pytest.fixture
def packaged(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    stands(monkeypatch, UpdateState.NEWEST)
    yield house
    (house.run / wish.NAME).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """As the pages are asked for."""
    with speaking(Language.VI):
        yield


def stands(patch: pytest.MonkeyPatch, state: UpdateState, reboot: datetime | None = None) -> None:
    shown = UpdateStanding(
        state=state,
        version="1.0.1",
        newest="1.0.2",
        older="1.0.0",
        repository=True,
        kept=KEPT,
        reboot=reboot,
    )
    patch.setattr(updates.UpdateDesk, "standing", property(lambda _self: shown))


def test_a_program_from_git_says_so_and_offers_nothing(house: House) -> None:
    status, page = house.ask("technician")
    assert status == 200
    assert say("console.updates.state.apart").partition(",")[0] in page
    assert 'name="wish"' not in page
    status, page = house.ask("technician", {"wish": "now", "secret": people.PASSWORD})
    assert status == 422
    assert say("update.not_packaged") in page


@pytest.mark.parametrize("state", [each for each in UpdateState if each is not UpdateState.APART])
def test_each_state_is_told_with_version_channel_history_and_refusals(
    house: House, monkeypatch: pytest.MonkeyPatch, state: UpdateState
) -> None:
    stands(monkeypatch, state, NOON)
    status, page = house.ask("technician")
    assert status == 200
    told = say(f"console.updates.state.{state}", version="1.0.1", newest="1.0.2", before="1.0.0")
    why = say("update.why.memory", what="240")
    zone = house.station.station.settings.timezone
    due = say("console.updates.reboot_since", at=moment(NOON.astimezone(zone)))
    for words in (told, "trial", why, due, say("console.updates.back", version="1.0.0")):
        assert words in page, words


def test_who_has_the_right_asks_with_their_password_and_it_is_a_row(packaged: House) -> None:
    for want in ("now", "back"):
        status, _ = packaged.ask("technician", {"wish": want, "secret": people.PASSWORD})
        assert status == 303
        assert (packaged.run / wish.NAME).read_text() == f"{want}\n"
    end = time.monotonic() + 10
    while not {"update.asked.now", "update.asked.back"} <= {*packaged.rows()}:
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("who", "form", "status"),
    [
        ("technician", {"wish": "now", "secret": "mật khẩu khác"}, 422),
        ("technician", {"wish": "now", "secret": people.PIN}, 422),
        ("technician", {"wish": "1.0.2", "secret": people.PASSWORD}, 422),
        ("officer", {"wish": "now", "secret": people.PASSWORD}, 403),
        ("duty", {"wish": "back", "secret": people.PASSWORD}, 403),
        ("viewer", {"wish": "now", "secret": people.PASSWORD}, 403),
    ],
)
def test_nobody_else_asks_and_nothing_else_is_asked(
    packaged: House, who: str, form: dict[str, str], status: int
) -> None:
    assert packaged.ask(who, form)[0] == status
    assert not (packaged.run / wish.NAME).exists()


def test_who_showed_a_pin_alone_asks_nothing(packaged: House) -> None:
    form = {"wish": "now", "secret": people.PASSWORD}
    assert packaged.ask("technician", form, by_pin=True)[0] == 401
    assert 'name="wish"' not in packaged.ask("officer")[1]
