"""What Hôm nay and Khẩn cấp say is so: against the journal, and against what the output plays at that moment.

Two hundred random states in the lab (`tests/counts.py`): stations with quiet hours, approvals and zones of
one channel each, in which people play, type, sound emergencies, correct, edit and stop. What a page says of
times to come is compared with what then happens, as long as nobody does anything in between.
`tests/end_to_end/test_zones_at_sink.py` does a little of it at a real sound server.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.requests import Request

from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.people.roles.model import Action, Caller, Person
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Queue
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay, AskSay
from broadcaster.station.model.message import Priority
from broadcaster.studio.render.studio import open_programmes
from broadcaster.web.drawing.render import spoken
from broadcaster.web.playout import emergency, today
from broadcaster.web.playout.day import FreeSlots, is_test
from broadcaster.web.schedules.workplace import ScheduleFiles
from broadcaster.web.site.shell import Shell
from broadcaster.web.site.visitor import Visitor
from tests.counts import SEED, counted
from tests.fakes.page_words import Words
from tests.house import SETTINGS, House, MakeHouse
from tests.unit.app.urgency import Post

STATES = 5  # of each station
STATIONS = counted(200 // STATES)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START, MORNING = "2026-11-23T05:30", 6
WARD = (
    SETTINGS
    + "zones: {cung: {title: Bản Cung, channel: left}, lan: {title: Bản Tà Lạn Than, channel: right}}\n"
)
EVERYWHERE = "mọi cụm loa"
TITLES = {"cung": "Bản Cung", "lan": "Bản Tà Lạn Than"}
SECOND = timedelta(seconds=1)
ZONES: tuple[tuple[str, ...], ...] = ((), ("cung",), ("lan",))
EMERGENCIES = ("lu", "chay")
HURRY = {None: "Bà con tránh xa suối.", 60.0: "Bà con rời nhà ngay."}  # by how often it is repeated


class Everything(Visitor):
    """Somebody who may do all there is."""

    def may(self, access: object, action: Action) -> bool:
        del access, action
        return True


def station(chance: random.Random) -> dict[str, str]:
    """The files of a random ward."""
    rule = WARD.replace("required: false", f"required: {chance.choice(['true', 'false'])}")
    files = {"station.yaml": rule + chance.choice(["", 'regulation: {quiet: "21:00-06:30"}\n'])}
    for number in range(4):
        parts = "".join(
            f"  - say: Tin số {number}, câu {sentence}.\n  - pause: {chance.randint(3, 40)}s\n"
            for sentence in range(chance.randint(1, 3))
        )
        priority = chance.choice(["normal", "normal", "priority"])
        files[f"messages/tin{number}.yaml"] = (
            f"title: Tin thứ {number}\npriority: {priority}\nrepeat: 1\nparts:\n{parts}"
        )
    files["messages/lu.yaml"] = (
        "title: Lũ quét\npriority: emergency\nrepeat: until_stopped\nevery: 2m\n"
        "parts:\n  - say: Nước lũ lên.\n"
    )
    files["messages/chay.yaml"] = (
        "title: Cháy rừng\npriority: emergency\nrepeat: 1\nparts:\n  - say: Rừng cháy.\n  - pause: 20s\n"
    )
    for number in range(chance.randint(2, 4)):
        some = chance.sample(range(4), chance.randint(1, 2))
        times = sorted(
            {f'"{MORNING + chance.randint(0, 1):02}:{chance.randint(0, 59):02}"' for _ in range(6)}
        )
        zones = chance.choice(ZONES)
        files[f"schedules/lich{number}.yaml"] = (
            f"messages: [{', '.join(f'tin{one}' for one in some)}]\nat: [{', '.join(times)}]\n"
            + (f"zones: [{', '.join(zones)}]\n" if zones else "")
        )
    return files


@dataclass
class Ward:
    """A station in which things happen, and what its pages said of times to come."""

    house: House
    chance: random.Random
    asked: dict[tuple[str, tuple[str, ...]], datetime] = field(default_factory=dict)  # emergencies
    promises: list[tuple[datetime, str, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.post = Post(self.house)
        self.visitor = Everything(
            caller=Caller(person=Person(id="an", name="An", roles=frozenset()), account="an", own=True),
            token="visit",  # noqa: S106 - of nobody
            founded=True,
        )

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def act(self) -> None:
        """Somebody does something: what was said of times to come need not be so any more."""
        self.promises.clear()
        zones, by = self.chance.choice(ZONES), Requester(shown="An")
        urgent, every = self.chance.choice(EMERGENCIES), self.chance.choice(list(HURRY))
        hurry = HURRY[every]
        name = f"tin{self.chance.randint(0, 3)}"
        acts: tuple[Callable[[], object], ...] = (
            lambda: self._ask(lambda: self.post.manual.take(AskPlay(message=name, zones=zones), by)),
            lambda: self._ask(lambda: self.post.manual.take(AskSay(text="Mời bà con họp.", zones=zones), by)),
            lambda: self._ask(
                lambda: self.post.manual.take(
                    AskSay(text=hurry, priority=Priority.EMERGENCY, zones=zones, every=every), by
                ),
                hurry,
                zones,
            ),
            lambda: self._ask(
                lambda: self.post.manual.take(
                    AskPlay(message=urgent, priority=Priority.EMERGENCY, zones=zones), by
                ),
                self.house.station.messages[urgent].title,
                zones,
            ),
            self.post.stop,
            lambda: self._correct(name),
            lambda: self._edit(name),
        )
        self.chance.choice(acts)()

    def _ask(self, job: Callable[[], str], title: str = "", zones: tuple[str, ...] = ()) -> None:
        now = self.now
        try:
            self.post.asked(job)
            self.asked[title, zones] = now
        except BroadcasterError:
            return  # not approved, corrected, quiet: a page says so in place

    def _correct(self, name: str) -> None:
        try:
            self.post.correct(name, "Giờ họp là mười chín giờ.")
        except BroadcasterError:
            return

    def _edit(self, name: str) -> None:
        path = self.house.folder / f"messages/{name}.yaml"
        path.write_text(path.read_text("utf-8").replace("câu 0", f"câu sửa {self.chance.randint(0, 9)}"))
        self.house.reload()

    def pages(self) -> tuple[Words, Words]:
        """Hôm nay and Khẩn cấp as a browser gets them."""
        shell = Shell(StationFacade(self.house.parts))
        request = Request(
            {
                "type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [],
                "visitor": self.visitor, "server": ("dai", 80), "scheme": "http",
            }
        )  # fmt: skip
        slots = FreeSlots(shell.station, ScheduleFiles(shell.station).station)
        return (
            Words(bytes(today._page(shell, slots, request).body).decode()),
            Words(bytes(emergency._page(shell, request).body).decode()),
        )

    def looked_at(self) -> tuple[Words, Words]:
        """Both pages, asked for on a thread of their own as a browser does."""

        def asked() -> tuple[Words, Words]:
            with speaking(Language.VI):
                return self.pages()

        return self.post.taken(asked)

    def sounding(self) -> Take | None:
        """What the output plays."""
        takes = [one for one in self.house.air._mixer._sounding if isinstance(one, Take)]
        return next((one for one in reversed(takes) if one.fade_out is None), None)

    def orders(self, airing: str) -> list[Queue]:
        """What the air was given for an airing."""
        return [one for one in self.house.air.orders if one.id == airing]

    def title_of(self, row: Airing) -> str:
        message = self.house.station.messages.get(row.message or "")
        return message.title if message is not None else (row.message or "").removeprefix("(say) ")

    def day(self) -> list[Airing]:
        """The rows of the journal that people see."""
        return [one for one in self.house.log() if one.message and not is_test(one)]


def heard_in(order: Queue) -> str:
    """Where it is heard, by the channels that sound."""
    sides = (("cung", order.left), ("lan", order.right))
    heard = [TITLES[zone] for zone, side in sides if side is not None]
    return EVERYWHERE if len(heard) == len(TITLES) else ", ".join(heard)


def only_there(words: str, where: str) -> None:
    """The words name these zones and no others."""
    told = [one for one in (*TITLES.values(), EVERYWHERE) if one in words]
    assert told == [where], words


def hour(at: datetime, form: str = "%H:%M") -> str:
    return f"{at.astimezone(ZONE):{form}}"


WORDS = {
    Outcome.AIRED: "Đã phát",
    Outcome.CUT: "Bị cắt",
    Outcome.REFUSED: "Không phát",
    Outcome.MISSED: "Bị lỡ",
    Outcome.INTERRUPTED: "Bị ngắt",
}


@pytest.mark.parametrize("number", range(STATIONS))
def test_every_statement_is_so(make_house: MakeHouse, number: int) -> None:
    chance = random.Random(SEED + number)
    ward = Ward(make_house(START, station(chance)), chance)
    for name in sorted(ward.house.station.messages):
        if chance.random() < 0.8:
            ward.house.approve(name)
    until = ward.now + timedelta(minutes=30)
    for _ in range(STATES):
        until += timedelta(minutes=chance.uniform(2, 25))
        while ward.now < until:
            ward.post.run_for(seconds=chance.uniform(20, 200))
            kept(ward)
            if chance.random() < 0.3:
                ward.act()
                ward.post.run_for(seconds=chance.uniform(0.2, 10))
        compared(ward)
    ward.post.run_for(minutes=30)
    kept(ward)


def compared(ward: Ward) -> None:
    """Compare both pages with the moment, and keep what they promise."""
    ward.house.settle()
    today_page, red = ward.looked_at()
    take = ward.sounding()
    rows = {one.id: one for one in ward.day()}
    if take is not None:
        now_on_air(ward, today_page, take, rows[take.order.id])
    else:
        now_silent(ward, today_page)
    emergency_told(ward, red, take, rows)
    for row in rows.values():
        past(ward, today_page, row, take)
    drawn = {name.removeprefix("row-") for name in today_page.of if name.startswith("row-")}
    assert rows.keys() <= drawn
    for name in drawn - rows.keys():
        to_come(ward, name, today_page.of[f"row-{name}"])


def now_on_air(ward: Ward, page: Words, take: Take, row: Airing) -> None:
    """The card and the strip, while something sounds."""
    card, strip = page.of["now"], page.of["header.strip"]
    assert "Đang phát" in card
    assert row.planned is not None
    begins = row.planned if row.session is None else datetime.fromisoformat(row.session.rpartition("@")[2])
    assert f"lúc {hour(begins)}" in card or f"lịch {hour(begins)}" in card
    for words in (card, strip):
        assert ward.title_of(row) in words
        only_there(words, heard_in(take.order))
    assert ("alarm" in page.kinds["now"]) is row.emergency
    assert page.of.get("p.now") == spoken_in(ward, take)
    told, asked = page.over, ward.now
    assert told is not None

    def ends() -> None:
        if any(one.started is not None and asked < one.started < told for one in ward.day()):
            return  # a chain or an emergency came over it: nobody can have known
        (after,) = [one for one in ward.day() if one.id == row.id]
        assert after.outcome is Outcome.AIRED
        assert after.ended is not None
        assert abs(after.ended - told) < SECOND

    ward.promises.append((told + 2 * SECOND, "ends", ends))


def spoken_in(ward: Ward, take: Take) -> str | None:
    """The words of the sheet at the frame that is played; None behind a siren or chime that still sounds."""
    programme = open_programmes(ward.house.station).facts(Path(take.order.path).stem)
    assert programme is not None
    begun = [one for one in programme.sentences if take.order.start_frame <= one[0] <= take.frame]
    return begun[-1][1] if begun else None


def now_silent(ward: Ward, page: Words) -> None:
    """The card and the strip, while nothing sounds."""
    card, strip = page.of["now"], page.of["header.strip"]
    assert "Đang phát" not in card, (card, ward.house.air._mixer._sounding, ward.now)
    assert "Đang phát" not in strip
    if "Sắp phát" in card:
        return
    assert "Đang im lặng" in card
    assert "Đang im lặng" in strip
    if "Chưa có buổi nào sẽ phát" in card:
        return
    first = re.search(r"(Tin thứ \d) Phát lúc (\d\d):(\d\d) (hôm nay|ngày mai)", card)
    assert first is not None, card
    assert f"{first[1]}" in strip
    at = ward.now.astimezone(ZONE).replace(hour=int(first[2]), minute=int(first[3]), second=0, microsecond=0)
    if first[4] == "ngày mai":
        at += timedelta(days=1)
    asked = ward.now

    def comes() -> None:
        begun = [one for one in ward.day() if one.kind is AiringKind.SCHEDULED and one.started is not None]
        begun = [one for one in begun if asked < one.started <= at + SECOND]  # type: ignore[operator]
        if not begun and busy(ward, at):
            return
        assert [(ward.title_of(one), one.planned) for one in begun[:1]] == [(first[1], at)]

    ward.promises.append((at + 2 * SECOND, "comes", comes))


def busy(ward: Ward, at: datetime) -> bool:
    """True if an emergency was on the air then: what is planned waits for it."""
    return any(
        one.started is not None and one.started <= at and (one.ended is None or one.ended >= at)
        for one in ward.day()
    )


def emergency_told(ward: Ward, page: Words, take: Take | None, rows: dict[str, Airing]) -> None:
    """What Khẩn cấp says of what sounds and repeats."""
    told = page.of.get("sounds-now", page.of.get("sounds", ""))
    sounding = take is not None and rows[take.order.id].emergency
    chains = ward.post.repeating.chains
    assert bool(told) is bool(sounding or chains), told
    if sounding and take is not None:
        row = rows[take.order.id]
        assert row.started is not None
        assert f"{ward.title_of(row)} {heard_in(take.order)}, từ {hour(row.started, '%H:%M:%S')}" in told
    for kept in chains:
        zones = ", ".join(TITLES[zone] for zone in kept.request.terms.zones) or EVERYWHERE
        found = re.search(
            rf"{re.escape(kept.message.title)} \({zones}\): đã phát (\d+) lần, lặp mỗi (\d) phút", told
        )
        assert found is not None, told
        which = kept.message.title, kept.request.terms.zones
        asked = ward.asked[which]
        heard = [one for one in rows.values() if (ward.title_of(one), one.zones) == which]
        assert int(found[1]) == sum(one.started is not None and one.started >= asked for one in heard)
        assert int(found[2]) == (2 if kept.message.title == "Lũ quét" else 1)


def past(ward: Ward, page: Words, row: Airing, take: Take | None) -> None:
    """A row of the journal as the day's line shows it."""
    words = page.of[f"row-{row.id}"]
    at = row.planned or row.started or row.ended
    assert at is not None, (row, words)
    assert words.startswith(hour(at)), words
    assert ward.title_of(row) in words
    on_air = take is not None and take.order.id == row.id
    assert ("Đang phát" if on_air else "Đang chờ" if row.outcome is None else WORDS[row.outcome]) in words
    assert ("Khẩn cấp" in words) is row.emergency
    if row.started is not None and row.ended is not None:
        assert spoken(row.ended - row.started) in words
        (where,) = {heard_in(one) for one in ward.orders(row.id)}
        only_there(words, where)


def to_come(ward: Ward, name: str, words: str) -> None:
    """A row of the plan: what it says comes so."""
    session, _, position = name.rpartition("/")
    found = re.match(r"(\d\d):(\d\d) (Tin thứ \d) .*?(Sẽ phát|Không phát|Chưa duyệt)", words)
    assert found is not None, words
    at = ward.now.astimezone(ZONE).replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)

    def comes() -> None:
        (row,) = [one for one in ward.day() if (one.session, one.position) == (session, int(position))]
        assert row.planned is not None
        assert abs(row.planned - at) < timedelta(minutes=1)
        assert ward.title_of(row) == found[3]
        refused = row.outcome in (Outcome.REFUSED, Outcome.MISSED)
        assert refused is (found[4] != "Sẽ phát"), (words, row)

    ward.promises.append((at + timedelta(minutes=16), "planned", comes))


def kept(ward: Ward) -> None:
    """What was promised for by now has come so."""
    for due, _, check in ward.promises:
        if due <= ward.now:
            check()
    ward.promises = [one for one in ward.promises if one[0] > ward.now]
