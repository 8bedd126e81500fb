"""Every kind of edit, in every state, with both bindings: what airs is what was approved, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.opening import Pinning
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.version import doubts
from broadcaster.people.versions.words import Digests
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.station.acceptance.versions import Versions
from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station
from broadcaster.studio.script.digest import digests
from broadcaster.studio.script.script import read_script
from tests.house import STATION_ID, local

LAN = Signer(by="Lan (lan)", person="lan", grant=Grant(role=Role.OFFICER))
CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
STATION, MESSAGE, LEXICON = "station.yaml", "messages/m.yaml", "lexicon.yaml"
SPEECH, BED = "recordings/mong.wav", "recordings/nhac.wav"
FILES = {
    STATION: (
        "name: x\n"
        "place: {ward: phường Tân Phong, province: tỉnh Lai Châu}\n"
        "speech: {engines: [tone]}\n"
        "voices: {default: {tone: nam}}\n"
        "sound: {loudness: -16}\n"
        "zones: {trai: {channel: left}}\n"
        "approval: RULE\n"
    ),
    MESSAGE: (
        "title: Họp\n"
        "repeat: 1\n"
        f"bed: {BED}\n"
        "parts:\n"
        "  - say: Mời bà con P.TP cài Bluezone.\n"
        f"  - play: {SPEECH}\n"
    ),
    LEXICON: "Bluezone: bờ lu dôn\n",
    SPEECH: "sound of the speech",
    BED: "sound of the bed",
}


class Folder:
    """The files as they are now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def files(self) -> Mapping[str, bytes]:
        return load(self._folder).files


class Edit(NamedTuple):
    """One kind of edit: a file, and what of it becomes what."""

    file: str
    old: str
    new: str


EDITS = {
    "text": Edit(MESSAGE, "Mời", "Kính mời"),
    "lexicon": Edit(LEXICON, "dôn", "giôn"),
    "voice": Edit(STATION, "tone: nam", "tone: nữ"),
    "recording": Edit(SPEECH, "speech", "swapped"),
    "repeat": Edit(MESSAGE, "repeat: 1", "repeat: 2"),
    "bed": Edit(BED, "bed", "other bed"),
    "mastering": Edit(STATION, "-16", "-20"),
    "place": Edit(STATION, "Tân Phong", "Thanh Phong"),
    "zone": Edit(STATION, "left", "right"),
    "blank": Edit(MESSAGE, "cài Bluezone", "họp ngày … tháng 3"),
}
OF_WORDS = frozenset(EDITS) - {"voice", "mastering", "zone"}
OF_SOUND = frozenset(EDITS) - {"zone"}


@dataclass(frozen=True)
class Heard:
    """What would air: digests of the words and of the sound."""

    words: str
    sound: str


class Ward:
    """A station folder with its decisions."""

    def __init__(self, folder: Path, rule: str, journal: Journal, clock: FakeClock) -> None:
        self.folder = folder
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("RULE", rule))
        self.book = Book(journal, STATION_ID, clock)
        pins, self.digests = Pins(folder / "state", folder), Digests()
        self.versions = Versions(self.book, pins, self.digests)
        self.approvals = Approvals(self.book, self.digests)
        self.deciding = Deciding(self.book, Pinning(pins, Folder(folder)))

    @property
    def filed(self) -> Station:
        station = load(self.folder).station
        assert station is not None
        return station

    def edit(self, edit: Edit) -> None:
        path = self.folder / edit.file
        text = path.read_text()
        assert edit.old in text
        path.write_text(text.replace(edit.old, edit.new))

    def approve(self) -> None:
        station = self.filed
        message, heard = station.messages["m"], heard_of(station)
        spans = tuple((span.written, span.spoken) for span in doubts(station, message))
        self.deciding.submit(station, message, LAN)
        self.deciding.approve(
            station, message, CHI, AskApprove(message="m", words=heard.words, sound=heard.sound, spans=spans)
        )

    def airs(self) -> Heard | None:
        """What the guard lets on the air now; None if nothing."""
        station = self.filed
        self.versions.look(lambda: (station, load(self.folder).files))
        effective = self.versions.over(station)
        heard = heard_of(effective)
        message = effective.messages["m"]
        if self.approvals.objection(effective, message, heard.sound) is not None:
            return None
        if self.approvals.objection_to(effective, "m", heard.words, heard.sound) is not None:
            return None
        return heard


def heard_of(station: Station) -> Heard:
    message = station.messages["m"]
    script = read_script(station, message)
    voice = script.station.settings.voices["default"]["tone"]
    found = digests(script, ToneEngine().identity(voice, script.station.settings.speech.rate))
    return Heard(words=found.words, sound=found.sound)


def draft(_: Ward) -> None:
    """Nobody has handed it in."""


def waiting(ward: Ward) -> None:
    station = ward.filed
    ward.deciding.submit(station, station.messages["m"], LAN)


def approved(ward: Ward) -> None:
    ward.approve()


def returned(ward: Ward) -> None:
    approved(ward)
    station = ward.filed
    ward.deciding.send_back(station, station.messages["m"], CHI, "sai")


def ended(ward: Ward) -> None:
    approved(ward)
    ward.deciding.end(ward.filed, "m", CHI, "hết đợt")


STATES: dict[ApprovalState, Callable[[Ward], None]] = {
    ApprovalState.DRAFT: draft,
    ApprovalState.WAITING: waiting,
    ApprovalState.APPROVED: approved,
    ApprovalState.RETURNED: returned,
    ApprovalState.ENDED: ended,
}


@pytest.fixture
def make_ward(tmp_path: Path) -> Iterator[Callable[[str], Ward]]:
    clock = FakeClock(local("2026-11-23T08:00"))
    with Journal.in_memory(clock) as journal:
        yield lambda rule: Ward(tmp_path, rule, journal, clock)


@pytest.mark.parametrize("bind", ["words", "sound"])
@pytest.mark.parametrize("edit", EDITS)
def test_edit_of_what_is_approved_airs_as_it_was_approved_until_the_next_yes(
    make_ward: Callable[[str], Ward], edit: str, bind: str
) -> None:
    ward = make_ward(f"{{bind: {bind}}}")
    ward.approve()
    before = ward.airs()
    assert before == heard_of(ward.filed)
    ward.edit(EDITS[edit])
    after = heard_of(ward.filed)
    assert (after.words != before.words) == (edit in OF_WORDS)
    assert (after.sound != before.sound) == (edit in OF_SOUND)
    airs = ward.airs()
    assert airs is not None
    if bind == "words":
        assert airs.words == before.words
    else:
        assert airs == before
    if edit == "blank":
        with pytest.raises(PeopleError, match="blank"):
            ward.approve()
        assert ward.airs() == airs
    else:
        ward.approve()
        assert ward.airs() == after


@pytest.mark.parametrize("bind", ["words", "sound"])
@pytest.mark.parametrize("edit", EDITS)
def test_edit_stops_what_is_approved_where_the_ward_wants_it(
    make_ward: Callable[[str], Ward], edit: str, bind: str
) -> None:
    ward = make_ward(f"{{bind: {bind}, edit: stop}}")
    ward.approve()
    ward.edit(EDITS[edit])
    stops = edit in (OF_WORDS if bind == "words" else OF_SOUND)
    assert (ward.airs() is None) == stops


@pytest.mark.parametrize("bind", ["words", "sound"])
@pytest.mark.parametrize("state", [state for state in STATES if state is not ApprovalState.APPROVED], ids=str)
@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_airs_what_is_not_approved(
    make_ward: Callable[[str], Ward], edit: str, state: ApprovalState, bind: str
) -> None:
    ward = make_ward(f"{{bind: {bind}}}")
    STATES[state](ward)
    assert ward.airs() is None
    ward.edit(EDITS[edit])
    assert ward.airs() is None
