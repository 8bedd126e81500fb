"""A service that is to speak waits for a leader's yes: who writes the folder chooses no server's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import VoiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry, DecisionKind, Version
from broadcaster.people.approval.standing import Yes
from broadcaster.people.versions.selection import PinnedVersion, PinnedVersions, with_versions
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskSay
from broadcaster.playout.requests.manual_request import typed
from broadcaster.station.acceptance.change_rows import ChangeRows, parts, problems
from broadcaster.station.acceptance.confirmation import NAME, Confirmed, under_rule
from broadcaster.station.acceptance.intake import take
from broadcaster.station.loading.archive import ARCHIVE
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.services import shipped_service
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.loosening import keys_of, under

PLAIN = "name: Đài\nspeech: {engines: [piper, espeak]}\n"
LISTED = "name: Đài\nspeech: {engines: [xau, piper, espeak]}\n"
XAU = """\
title: Giọng của phường
address: http://10.0.0.9:8000/tts
needs_key: false
body: '{"t": {words}}'
"""


class Ward:
    """A station folder; each `start` is a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.clock = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
        (folder / "messages").mkdir()
        (folder / "services").mkdir()
        (folder / "messages/a.yaml").write_text("title: A\nparts:\n  - say: Kính thưa bà con.\n")
        self.write(PLAIN)
        self.start()

    def write(self, text: str, service: str = "") -> None:
        (self.folder / "station.yaml").write_text(text)
        if service:
            (self.folder / "services/xau.yaml").write_text(service)

    def start(self) -> tuple[str, ...]:
        self.confirmed = Confirmed(self.state)
        return self.take()

    def take(self) -> tuple[str, ...]:
        """The engines that speak once the files as they are were taken."""
        self.clock.advance(2)
        self.taken = take(self.folder, self.state, confirmed=self.confirmed, clock=self.clock).station
        return self.taken.settings.speech.engines

    def yes(self) -> tuple[str, ...]:
        """A leader says yes; the engines that speak then, without another look at the files."""
        waiting = self.confirmed.waiting
        assert waiting is not None
        self.confirmed.confirm(waiting.id)
        return self.confirmed.over(self.taken).settings.speech.engines

    @property
    def waits(self) -> set[str]:
        waiting = self.confirmed.waiting
        return set() if waiting is None else {one.path for one in waiting.keys}


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_service_that_somebody_wrote_into_the_folder_says_nothing_before_a_leaders_yes(ward: Ward) -> None:
    ward.write(LISTED, XAU)
    for engines in (ward.take(), ward.start(), ward.start()):
        assert engines == ("piper", "espeak")
        assert ward.waits == {"services.xau"}
        assert ward.confirmed.over(ward.taken).settings.speech.engines == ("piper", "espeak")
    assert ward.yes() == ("xau", "piper", "espeak")
    assert ward.start() == ("xau", "piper", "espeak")
    assert ward.waits == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10.0.0.9", "10.0.0.10"),
        ('{"t": {words}}', '{"t": "x", "u": {words}}'),
        ("needs_key: false", "needs_key: false\nvoices: [khac]"),
        ("needs_key: false", "needs_key: false\nanswer: {sound: link, at: a}"),
    ],
)
def test_accepted_service_that_is_described_otherwise_is_left_out_again(
    ward: Ward, old: str, new: str
) -> None:
    ward.write(LISTED, XAU)
    ward.take()
    ward.yes()
    assert old in XAU
    ward.write(LISTED, XAU.replace(old, new))
    assert ward.start() == ("piper", "espeak")
    assert ward.waits == {"services.xau"}
    ward.write(LISTED, XAU)  # as the leader knew it
    assert ward.take() == ("xau", "piper", "espeak")
    assert ward.waits == set()


@pytest.mark.parametrize(
    "access", ['{address: "http://10.0.0.10:8000"}', "{voices: [khac]}", "{options: {model: khac}}"]
)
def test_accepted_service_whose_entry_in_station_yaml_leads_elsewhere_waits(ward: Ward, access: str) -> None:
    ward.write("name: Đài\nspeech: {engines: [openai, espeak]}\n")
    assert ward.take() == ("espeak",), "a shipped one sends the words away too"
    assert ward.yes() == ("openai", "espeak")
    ward.write(f"name: Đài\nspeech: {{engines: [openai, espeak]}}\nservices: {{openai: {access}}}\n")
    assert ward.take() == ("espeak",)
    assert ward.waits == {"services.openai"}


def test_removed_service_is_silent_at_once_and_waits_when_it_comes_back(ward: Ward) -> None:
    ward.write(LISTED, XAU)
    ward.take()
    ward.yes()
    ward.write(PLAIN)
    assert (ward.take(), ward.waits) == (("piper", "espeak"), set())
    ward.write(LISTED)
    assert (ward.take(), ward.waits) == (("piper", "espeak"), {"services.xau"})


def test_own_description_under_the_name_of_an_accepted_shipped_one_waits(ward: Ward) -> None:
    ward.write("name: Đài\nspeech: {engines: [openai, espeak]}\n")
    ward.take()
    ward.yes()
    (ward.folder / "services/openai.yaml").write_text(XAU)
    assert (ward.take(), ward.waits) == (("espeak",), {"services.openai"})


def test_station_whose_only_engine_waits_reads_with_the_built_in_voice(ward: Ward) -> None:
    ward.write("name: Đài\nspeech: {engines: [xau]}\n", XAU)
    assert ward.take() == ("espeak",)
    assert ward.yes() == ("xau",)


def test_where_all_that_held_is_lost_no_service_speaks(ward: Ward) -> None:
    ward.write(LISTED, XAU)
    ward.take()
    ward.yes()
    with Journal.open(ward.state / "journal.db", ward.clock) as journal:
        rows = ChangeRows(journal, lambda what, at: journal.note(at or ward.clock.now(), what))
        taken = take(ward.folder, ward.state, confirmed=ward.confirmed, clock=ward.clock)
        rows.write(taken.change, None)
    for name in (NAME, ARCHIVE):
        (ward.state / name).unlink()
    assert ward.start() == ("piper", "espeak")
    assert "services.xau" in ward.waits


def test_archive_that_stands_in_for_what_is_lost_knows_an_accepted_service(ward: Ward) -> None:
    ward.write(LISTED, XAU)
    ward.take()
    ward.yes()
    ward.take()  # the archive learns it
    (ward.state / NAME).unlink()
    assert ward.start() == ("xau", "piper", "espeak")
    assert b"10.0.0.9" not in (ward.state / ARCHIVE).read_bytes().replace(XAU.encode(), b"")


def test_update_of_a_shipped_description_holds_without_a_yes() -> None:
    before = shipped_service("openai")
    settings = Settings(name="A", described={"openai": before})
    settings = replace(settings, speech=replace(settings.speech, engines=("openai",)))
    newer = replace(settings, described={"openai": replace(before, longest=700)})
    assert under(newer, keys_of(settings)) == (newer, ())
    own = replace(settings, described={"openai": replace(before, longest=700, shipped=False)})
    assert [one.path for one in under(own, keys_of(settings))[1]] == ["services.openai"]


def test_check_and_the_leader_are_told_the_server_at_the_engines_line(ward: Ward) -> None:
    ward.write(LISTED, XAU)
    ward.take()
    waiting = ward.confirmed.waiting
    assert waiting is not None
    (told,) = (what.text for what in parts("clock.waits", waiting))
    assert "10.0.0.9:8000" in told
    assert "xau" in told
    assert '{"t": {words}}' in told  # all that is sent: a sentence of its own would stand in it
    loaded = load(ward.folder)
    assert loaded.station is not None
    station, found = under_rule(loaded.station)
    assert station.settings.speech.engines == ("piper", "espeak")
    assert found is not None
    (problem,) = problems(found, loaded.trees)
    assert (problem.code, problem.line) == ("clock.waits_service", 2)


def test_all_that_a_service_is_sent_is_shown(ward: Ward) -> None:
    more = "headers: {x-say: nop}\noptions: {before: nghe}\n"
    ward.write(LISTED, XAU.replace("{words}", '"Bà con nộp tiền", "x": {words}, "y": {before}') + more)
    ward.take()
    assert ward.confirmed.waiting is not None
    (told,) = (what.text for what in parts("clock.waits", ward.confirmed.waiting))
    for sent in ("http://10.0.0.9:8000/tts", "Bà con nộp tiền", "x-say: nop", "before: nghe"):
        assert sent in told


def test_typed_words_are_not_read_by_a_service_that_no_leader_knows(ward: Ward) -> None:
    def say(station: Station) -> str | None:
        return typed(station, AskSay(text="Kính thưa bà con.", voice="xau"), Requester(shown="Lan")).engine

    ward.write(PLAIN, XAU)  # described, and listed nowhere
    ward.take()
    with pytest.raises(VoiceError, match="not_accepted"):
        say(ward.taken)
    ward.write(LISTED)
    ward.take()
    with pytest.raises(VoiceError, match="not_accepted"):
        say(ward.taken)
    ward.yes()
    assert say(ward.confirmed.over(ward.taken)) == "xau"


def test_approved_sound_is_not_made_again_by_a_service_that_is_another_one_now(ward: Ward) -> None:
    ward.write(LISTED + "approval: {bind: sound}\n", XAU)
    ward.take()
    ward.yes()
    house = ward.confirmed.over(ward.taken)
    assert house.settings.speech.engines == ("xau", "piper", "espeak")
    ward.write(LISTED + "approval: {bind: sound}\n", XAU.replace("10.0.0.9", "10.0.0.10"))
    ward.take()
    version = Version(words="0" * 64)
    decision = ApprovalDecision(
        what=DecisionKind.APPROVED, station="5" * 32, by="Thu", message="a", version=version
    )
    row = DecisionEntry(id="r1", seq=1, hash="0" * 64, at=ward.clock.now(), decision=decision)
    yes = Yes(version=version, by="Thu", at=row.at, row=row)
    pinned = PinnedVersion(message=house.messages["a"], house=house, yes=yes)
    airs = with_versions(ward.taken, PinnedVersions(pinned={"a": pinned}))
    assert airs.house_of("a").settings.speech.engines == ("piper", "espeak")
