"""One item costs only itself where it is shown: each step of each page made to raise for one of them.

Every page and list of a running station is asked for while each function that it meets one message, schedule,
recording, template or person in raises for that one. All others must be there, and that one must be named.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import threading
import wave
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import pytest
from starlette.types import Message, Scope

from broadcaster.api.routes.app import build as build_api
from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.roles.model import Grant, OriginPlace, Person, Role
from broadcaster.people.versions.version import doubts
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.director import Director
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.studio.script.digest import words_digest
from broadcaster.web.site.app import build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE
from tests.counts import counted
from tests.fakes import people
from tests.fakes.faulty import may_raise, raising, watched
from tests.fakes.quick_hashes import quick_hashes

pytestmark = pytest.mark.patient

TENTHS = counted(10)  # of the steps of each page
PATIENCE = 30.0  # seconds for a short airing
T = TypeVar("T")

EVERYBODY = Person(id="toan", name="Toàn", roles=frozenset(Role))
BAD_PERSON = Person(id="nguoihong", name="Người Mauritius", roles=frozenset({Role.OFFICER, Role.LEADER}))

SETTINGS = """\
name: Đài thử
timezone: {zone}
speech: {{engines: [tone]}}
sound: {{rate: 16000, opening: none, closing: none, emergency: none}}
output: none
regulation: {{quiet: none}}
approval: {{required: true, own: true}}
"""
TITLES = {
    "tin1": "Bản tin một",
    "tin2": "Bản tin hai",
    "tin3": "Bản tin ba",
    "hong": "Bản tin Zanzibar",
    "giu": "Bản tin bốn",
}
URGENT = {"khan1": "Lũ quét", "khanhong": "Bão Madagasca"}
RECORDINGS = ("loichao", "thuhong", "nhac")
ONE, TWO, THREE = (TITLES[name] for name in ("tin1", "tin2", "tin3"))
FLOOD = URGENT["khan1"]

PAGES: Mapping[str, tuple[str, ...]] = {
    "/": (ONE, THREE),
    "/today/now": (),
    "/today/day": (ONE, THREE),
    "/today/side": (),
    "/strip": (),
    "/messages": (ONE, TWO, THREE, FLOOD),
    "/messages?q=ban": (ONE, TWO, THREE),
    "/messages/new": ("Mẫu tốt",),
    "/messages/edit/tin1": (ONE,),
    "/messages/history/tin1": (ONE,),
    "/messages/rename/tin1": (ONE,),
    "/schedules": (ONE, TWO, THREE),
    "/schedules/month": (ONE,),
    "/schedules/new": (ONE, TWO, THREE),
    "/schedules/edit/sang": (ONE, TWO),
    "/schedules/year": (),
    "/approvals": (TWO, ONE),
    "/live": (),
    "/emergency/live": (),
    "/emergency": (FLOOD,),
    "/emergency/now": (),
    "/correct?airing={airing}": (ONE,),
    "/recordings": ("loichao", "nhac"),
    "/log": (ONE, THREE),
    "/log/chain": (),
    "/log.xlsx": (),
    "/log/report?month={month}&form=xlsx": (),
    "/lexicon": ("Antananarivo",),
    "/voices": (),
    "/settings": (),
    "/settings/history": (),
    "/settings/orders": (),
    "/settings/people": ("Toàn",),
    "/account": (),
    "/api/v1/status": (),
    "/api/v1/approvals": (ONE, TWO),
    "/api/v1/notices": (),
    "/api/v1/regulation": (),
    "/metrics": (),
}
"""Address → what of the others it shows."""


@dataclass(frozen=True)
class Item:
    """What goes wrong: its id, and a word that stands in its text alone."""

    name: str
    word: str


ITEMS = {
    "message": Item("hong", "Zanzibar"),
    "emergency": Item("khanhong", "Madagasca"),
    "schedule": Item("lichhong", "Comoros"),
    "recording": Item("thuhong", "thuhong."),
    "template": Item("mauhong", "Seychelles"),
    "person": Item("nguoihong", "Mauritius"),
}

NETS = {
    # They hold the net: what is inside them raises, they do not.
    "core.containment.attempt", "web.playout.log._shown", "journal.rows.tables._rows",
    "web.schedules.slots._planned", "timetable.planning.plan_cache._of_one",
    "timetable.plan.computation.Computation._make_member", "app.status.happenings.airs",
    "app.status.happenings._bare", "app.status.airings.on_air", "people.decisions.overview._unknown",
    # The row itself, which also says what is refused, and the text that says it.
    "timetable.rules.occurrence.occurrence", "core.text.catalogue._shown", "core.text.catalogue.worded",
    # They read one field of a value, or look into a table.
    "core.answers.like", "web.site.shell.Shell.title_of", "web.schedules.slots.title_of",
    "journal.rows.names.shown",
    "web.schedules.slots.Drawn.look", "web.schedules.slots.Drawn.icon",
    "web.schedules.slots.Slot.at", "web.playout.day.is_test",
    "web.playout.on_air.OnAirRow.test", "web.playout.on_air.OnAirRow.seconds",
    "journal.rows.workbook._length", "station.loading.sources.FolderSource._size",
    "playout.desk.request.Item.length", "station.model.names.is_name", "station.model.names.is_id",
    "station.yaml.writing.in_flow", "station.yaml.writing.scalar",
}  # fmt: skip

TOLD_ELSEWHERE = {("schedule", "/"), ("schedule", "/today/day"), ("schedule", "/schedules/month")}
"""A schedule that gives no day any airing is not named there: the list of schedules tells of it."""


def write(folder: Path) -> None:
    """Several of everything, one of each with the name of an `Item`."""
    ahead = 11 - datetime.now(UTC).hour  # so that it is about noon, and today is one day throughout
    made = {"station.yaml": SETTINGS.format(zone=f"Etc/GMT{-ahead:+d}")}
    for name, title in TITLES.items():
        made[f"messages/{name}.yaml"] = (
            f"title: {title}\nrepeat: 1\nparts:\n  - say: Mời bà con nghe {title}.\n"
        )
    made["messages/hong.yaml"] += "  - pause: 600s\n  - say: Xin hết.\n"
    made["messages/tin2.yaml"] += "  - say: Đoàn từ Antananarivo.\n"
    for name, title in URGENT.items():
        say = f"title: {title}\npriority: emergency\nrepeat: 1\nparts:\n  - say: {title} đang đến.\n"
        made[f"messages/{name}.yaml"] = say
    plays = "".join(f"  - play: recordings/{name}.wav\n" for name in RECORDINGS[:2])
    made["messages/ghi.yaml"] = f"title: Tin ghi sẵn\nrepeat: 1\nparts:\n{plays}"
    made["schedules/sang.yaml"] = 'messages: [tin1, hong, tin2]\nat: ["00:05", "06:00", "14:00", "23:00"]\n'
    made["schedules/lichhong.yaml"] = '# Comoros\nmessage: tin3\nat: ["07:00", "15:00"]\n'
    made["schedules/trua.yaml"] = 'message: tin2\nat: ["16:00"]\n'
    made["templates/mauhong.yaml"] = "title: Mẫu Seychelles\nparts:\n  - say: Kính thưa [ai].\n"
    made["templates/mautot.yaml"] = "title: Mẫu tốt\nparts:\n  - say: Kính thưa [ai].\n"
    for file, text in made.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "recordings").mkdir()
    for name in RECORDINGS:
        with wave.open(str(folder / f"recordings/{name}.wav"), "wb") as sound:
            sound.setparams((1, 2, 16000, 0, "NONE", ""))
            sound.writeframes(b"\x00\x20\x00\xe0" * 8000)


class Ward:
    """A running station with several of everything, asked on one thread."""

    def __init__(self, folder: Path) -> None:
        write(folder)
        people.found(folder, EVERYBODY, BAD_PERSON)
        self.running = RunningStation(folder, Mode())
        self.running.open()
        self.station = station = self.running.facade
        station.confirm_clock(who="", shown=station.now)
        self.web = Guarded(build(station), station.access, lambda: frozenset({"localhost"}))
        self.api = build_api(station)
        self._decide()
        self.airing = self._air()

    def _decide(self) -> None:
        deciding, filed = self.running.parts.deciding, self.station.filed
        who = Signer(by="Toàn", person="toan", grant=Grant(role=Role.LEADER))
        for name in ("tin1", "tin2", "tin3", "hong", "giu", "khanhong"):
            deciding.submit(filed, filed.messages[name], who)
        for name in ("tin1", "tin3", "hong", "giu"):
            message = filed.messages[name]
            spans = tuple((span.written, span.spoken) for span in doubts(filed, message))
            deciding.approve(
                filed, message, who, AskApprove(message="m", words=words_digest(filed, message), spans=spans)
            )

    def _air(self) -> str:
        """Two that were heard, one that was cut and is on air again; the id of the first."""
        by = Requester(shown="Toàn")
        first = self.station.air(AskPlay(message="tin1"), by)
        self._until(lambda: self.station.wait(first, 0) is not None)
        third = self.station.air(AskPlay(message="tin3"), by)
        self._until(lambda: self.station.wait(third, 0) is not None)
        self.station.air(AskPlay(message="hong"), by)
        self._until(self._is_on_air)
        self.station.stop()
        self._until(lambda: not self._is_on_air())
        self.station.air(AskPlay(message="hong"), by)
        self._until(self._is_on_air)
        return first

    def _is_on_air(self) -> bool:
        air = self.station.on_air()
        return air is not None and air.started is not None

    def _until(self, done: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE / 0.05)):
            if done():
                return
            threading.Event().wait(0.05)
        raise AssertionError("nothing happened")

    def ask(self, address: str) -> tuple[int, str]:
        """The status and the body with which a person of all roles is answered."""
        path, _, query = address.format(month=f"{self.station.now:%Y-%m}", airing=self.airing).partition("?")
        api = path.startswith(("/api", "/metrics"))
        person = self.station.access.people.persons[EVERYBODY.id]
        token = self.station.access.sessions.open(person, OriginPlace.SOCKET if api else OriginPlace.WEB)
        headers = {"host": "localhost"} | (
            {"authorization": f"Bearer {token}"} if api else {"cookie": f"{COOKIE}={token}"}
        )
        scope: Scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "scheme": "https", "http_version": "1.1",
            "server": ("localhost", 443), "root_path": "", "client": ("192.0.2.7", 1),
            "state": {"peer": os.getuid()} if api else {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        def run() -> None:
            serving.set(Workers("test", 1))
            try:
                asyncio.run((self.api if api else self.web)(scope, receive, send))
            except IndexError:
                assert sent, address  # the error was answered, and goes on to the log of the server

        contextvars.Context().run(run)
        body = b"".join(each.get("body", b"") for each in sent)
        return int(sent[0]["status"]), body.decode("utf-8", "replace")


def inline(_self: object, job: Callable[..., T], /, *values: Any, **named: Any) -> Future[T]:
    """Do a job at once, on the thread that asks: what it calls is seen there."""
    future: Future[T] = Future()
    try:
        future.set_result(contextvars.copy_context().run(job, *values, **named))
    except Exception as error:
        future.set_exception(error)
    return future


def standing_still(call: Callable[..., Future[Any]]) -> Callable[..., Future[Any]]:
    """The same for the director, whose own thread stands still meanwhile: what lives on it has no locks."""

    def instead(director: Director, job: Callable[[], T]) -> Future[T]:
        stands, goes_on = threading.Event(), threading.Event()

        def hold() -> None:
            stands.set()
            goes_on.wait(PATIENCE)

        held = call(director, hold)
        assert stands.wait(PATIENCE)
        try:
            return inline(director, job)
        finally:
            goes_on.set()
            held.result(PATIENCE)

    return instead


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with quick_hashes(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workers, "submit", inline)
        opened = Ward(tmp_path_factory.mktemp("dai"))
        patch.setattr(Director, "call", standing_still(Director.call))
        yield opened
        patch.undo()
        opened.running.close()


def steps_of(ward: Ward, address: str, item: Item) -> list[FunctionType]:
    """Every function that meets the item when a page is asked for."""
    with watched(item.name, item.word, ("",)) as met:
        ward.ask(address)
    found = [each for each in met if may_raise(each) and named(each) not in NETS]
    return sorted(found, key=named)


def named(step: FunctionType) -> str:
    return f"{step.__module__.removeprefix('broadcaster.')}.{step.__qualname__}"


def test_each_page_shows_the_others(ward: Ward) -> None:
    for address, others in PAGES.items():
        status, body = ward.ask(address)
        assert (status, [one for one in others if one not in body]) == (200, []), address


@pytest.mark.parametrize("kind", ITEMS)
def test_a_step_that_raises_for_one_item_costs_no_page_and_no_other_item(kind: str, ward: Ward) -> None:
    item, wrong, tried = ITEMS[kind], [], 0
    for address, others in PAGES.items():
        _, before = ward.ask(address)
        shown = (item.name in before or item.word in before) and (kind, address) not in TOLD_ELSEWHERE
        for number, step in enumerate(steps_of(ward, address, item)):
            if number % 10 >= TENTHS:
                continue
            with raising(step, item.name, item.word, thread=threading.get_ident()):
                status, body = ward.ask(address)
            tried += 1
            lost = [one for one in others if one not in body]
            if shown and not (item.name in body or item.word in body):
                lost.append(item.name)
            if status != 200 or lost:
                wrong.append((address, named(step), status, lost))
    assert tried
    assert wrong == [], "\n".join(map(str, wrong))
