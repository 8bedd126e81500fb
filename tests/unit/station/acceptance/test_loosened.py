"""What loosens the station's rules has no effect by an edit of a file: ways round that somebody could try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.station.acceptance.change_rows import ChangeRows, parts, problems
from broadcaster.station.acceptance.confirmation import NAME, Confirmed, under_rule
from broadcaster.station.acceptance.intake import take, what_holds
from broadcaster.station.loading import archive
from broadcaster.station.loading.archive import ARCHIVE
from broadcaster.station.loading.loader import load
from broadcaster.station.model.regulation import NIGHT, QuietRule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import CodeStyle
from broadcaster.station.rules.quiet import united

STRICT = """\
name: Đài thử
approval: {required: true, at_once: leader, own: false}
regulation: {quotas: refuse}
sources: {vov1: "https://vov.vn/1.mp3"}
"""
LOOSE = """\
name: Đài thử
reading: {codes: short}
approval: {required: false, at_once: officer, own: true}
regulation: {quotas: warn}
sources: {vov1: "http://khac.vn/1.mp3", moi: "http://khac.vn/2.mp3"}
contacts: {nut: {type: gpio, line: 17, message: a, emergency: true}}
console: {listen: "0.0.0.0:8080"}
"""
ALIAS = """\
name: Đài thử
approval: {required: &khong false, own: true, at_once: leader}
regulation: {quotas: refuse}
sources: {vov1: "https://vov.vn/1.mp3"}
"""
REMOVED = "name: Đài thử\n"  # the default of at_once is the looser one, and that of quotas
ALL = {
    "approval.required",
    "approval.at_once",
    "approval.own",
    "regulation",
    "sources.vov1",
    "sources.moi",
    "contacts.nut",
    "console.listen",
}


class Ward:
    """A station folder with its own journal on the disk; each `start` is a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.clock = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
        (folder / "messages").mkdir()
        (folder / "messages/a.yaml").write_text("title: A\nparts:\n  - say: Kính thưa bà con.\n")
        self.write(STRICT)
        self.start()

    def write(self, text: str) -> None:
        (self.folder / "station.yaml").write_text(text)

    def start(self) -> Settings:
        self.confirmed = Confirmed(self.state)
        return self.take()

    def take(self) -> Settings:
        self.clock.advance(2)
        taken = take(self.folder, self.state, confirmed=self.confirmed, clock=self.clock)
        with Journal.open(self.state / "journal.db", self.clock) as journal:
            rows = ChangeRows(journal, lambda what, at: journal.note(at or self.clock.now(), what))
            rows.write(taken.change, self.confirmed.waiting)
        return taken.station.settings

    @property
    def waits(self) -> set[str]:
        waiting = self.confirmed.waiting
        return set() if waiting is None else {one.path for one in waiting.keys}

    def yes(self) -> None:
        waiting = self.confirmed.waiting
        assert waiting is not None
        self.confirmed.confirm(waiting.id)


def assert_strict(settings: Settings, *, quotas: bool = True) -> None:
    rule = settings.approval
    assert (rule.required, str(rule.at_once), rule.own) == (True, "leader", False)
    assert (settings.still_limits is not None) is quotas
    assert dict(settings.sources) in ({"vov1": "https://vov.vn/1.mp3"}, {})
    assert dict(settings.contacts) == {}
    assert settings.console.listen.local


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_edit_while_the_station_runs_or_is_stopped_loosens_nothing_over_restarts(ward: Ward) -> None:
    ward.write(LOOSE)
    for settings in (ward.take(), ward.start(), ward.start()):
        assert_strict(settings)
        assert settings.reading.codes is CodeStyle.SHORT, "the rest of the file is taken"
        assert ward.waits == ALL
        assert settings.sources["vov1"] == "https://vov.vn/1.mp3", "what is in force stays"
    ward.yes()
    settings = ward.start()
    assert (settings.approval.required, settings.still_limits, ward.waits) == (False, None, set())
    assert set(settings.sources) == {"vov1", "moi"}
    assert settings.contacts["nut"].emergency
    assert settings.console.listen.host == "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize("lost", [(NAME,), (ARCHIVE,), (NAME, ARCHIVE)], ids=str)
def test_edit_and_removal_of_what_was_kept_loosens_nothing(ward: Ward, lost: tuple[str, ...]) -> None:
    ward.write(LOOSE)
    for name in lost:
        (ward.state / name).unlink()
    for settings in (ward.start(), ward.start()):
        assert_strict(settings, quotas=len(lost) == 1)  # of which nobody knows then
        assert ward.waits >= ALL - {"regulation"}


def test_key_that_is_removed_and_whose_default_is_looser_waits(ward: Ward) -> None:
    ward.write(REMOVED)
    settings = ward.start()
    assert str(settings.approval.at_once) == "leader"
    assert settings.still_limits is not None
    assert dict(settings.sources) == {}, "fewer sources hold at once"
    assert ward.waits == {"approval.at_once", "regulation"}


def test_alias_of_yaml_loosens_nothing(ward: Ward) -> None:
    ward.write(ALIAS)
    settings = ward.start()
    assert (settings.approval.required, settings.approval.own) == (True, False)


def test_two_edits_one_after_the_other_wait_together_and_a_yes_to_the_first_is_none_to_both(
    ward: Ward,
) -> None:
    ward.write(STRICT.replace("own: false", "own: true"))
    ward.take()
    first = ward.confirmed.waiting
    assert first is not None
    ward.write(STRICT.replace("own: false", "own: true").replace("required: true", "required: false"))
    settings = ward.take()
    assert (settings.approval.own, settings.approval.required) == (False, True)
    with pytest.raises(ServiceError, match="change_moved"):
        ward.confirmed.confirm(first.id)
    assert ward.waits == {"approval.own", "approval.required"}


def test_yes_to_one_address_is_no_yes_to_another_under_the_same_name(ward: Ward) -> None:
    ward.write(STRICT.replace("https://vov.vn/1.mp3", "https://vov.vn/2.mp3"))
    ward.take()
    shown = ward.confirmed.waiting
    assert shown is not None
    ward.write(STRICT.replace("https://vov.vn/1.mp3", "https://vov.vn/3.mp3"))
    ward.take()
    with pytest.raises(ServiceError, match="change_moved"):
        ward.confirmed.confirm(shown.id)
    first = [dict(what.facts)["new"] for what in parts("clock.waits", shown)]
    now = ward.confirmed.waiting
    assert now is not None
    assert first != [dict(what.facts)["new"] for what in parts("clock.waits", now)], "told apart"


def test_what_was_tightened_is_not_loosened_again_by_taking_it_back(ward: Ward) -> None:
    ward.write(LOOSE)
    ward.take()
    ward.yes()
    ward.write(STRICT)
    assert ward.start().approval.required
    assert ward.waits == {"sources.vov1"}, "another address waits, be it the first one"
    ward.write(LOOSE)
    assert ward.start().approval.required
    assert "approval.required" in ward.waits


def test_change_back_takes_back_what_waits(ward: Ward) -> None:
    ward.write(LOOSE)
    ward.take()
    ward.write(STRICT)
    ward.take()
    assert ward.confirmed.waiting is None


def test_update_of_the_program_changes_nothing_that_holds(ward: Ward) -> None:
    ward.write(LOOSE)
    ward.take()
    ward.yes()
    ward.start()
    # As the version before kept it: quiet hours alone, and an archive that knows of no keys.
    rule = ward.confirmed.until_confirmed(ward.start()).rule
    (ward.state / NAME).write_bytes(TypeAdapter(QuietRule).dump_json(rule))
    loaded = archive.reload(ward.state, ward.folder)
    assert loaded is not None
    archive.keep(loaded, ward.state, archive.ArchiveNote(rule=rule))
    settings = ward.start()
    assert (settings.approval.required, ward.waits) == (False, set())
    assert settings.contacts["nut"].emergency


def test_quiet_hours_that_an_earlier_version_kept_hold_where_nothing_else_is_known(tmp_path: Path) -> None:
    rule = QuietRule(timezone="Asia/Ho_Chi_Minh", spans=united((NIGHT,)))
    (tmp_path / NAME).write_bytes(TypeAdapter(QuietRule).dump_json(rule))
    confirmed = Confirmed(tmp_path)
    confirmed.begin(lambda: None)
    loud = replace(Settings(name="A"), regulation=replace(Settings(name="A").regulation, quiet=None))
    assert confirmed.until_confirmed(loud).rule.spans == rule.spans
    confirmed.follow(loud)
    assert confirmed.waiting is not None, "no quiet hours at all are a change that waits"


def test_first_start_holds_as_it_is_written_whatever_else_the_journal_knows(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    clock = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
    with Journal.open(tmp_path / "state/journal.db", clock):
        pass  # as `broadcaster people` leaves it before the first start
    (tmp_path / "station.yaml").write_text(LOOSE)
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/a.yaml").write_text("title: A\nparts:\n  - say: Kính thưa bà con.\n")
    confirmed = Confirmed(tmp_path / "state")
    taken = take(tmp_path, tmp_path / "state", confirmed=confirmed, clock=clock)
    assert (taken.station.settings.approval.required, confirmed.waiting) == (False, None)


def test_backup_with_looser_rules_is_put_back_under_those_that_hold(ward: Ward, tmp_path: Path) -> None:
    holds = what_holds(ward.folder, ward.clock)
    assert holds is not None
    ward.write(LOOSE)
    for path in (ward.state / NAME, ward.state / ARCHIVE):
        path.unlink()
    (ward.state / NAME).write_bytes(holds)  # as `restore` leaves it
    assert_strict(ward.start())
    (ward.state / NAME).unlink()
    kept = what_holds(ward.folder, ward.clock)
    assert kept is not None
    assert b"khac.vn" not in kept


def test_command_without_a_station_judges_by_what_holds(ward: Ward) -> None:
    ward.write(LOOSE)
    loaded = load(ward.folder)
    assert loaded.station is not None
    station, waiting = under_rule(loaded.station)
    assert_strict(station.settings)
    assert waiting is not None
    told = problems(waiting, loaded.trees)
    assert {problem.file for problem in told} == {"station.yaml"}
    assert all(problem.line for problem in told)
    assert len(told) == len(ALL)


def test_what_is_told_and_kept_in_the_archive_has_no_password(ward: Ward) -> None:
    ward.write(STRICT.replace("https://vov.vn/1.mp3", "https://dai:matkhau@vov.vn/1.mp3?khoa=bimat"))
    ward.take()
    waiting = ward.confirmed.waiting
    assert waiting is not None
    texts = [what.text for what in parts("clock.waits", waiting)]
    ward.yes()
    ward.start()
    assert not any("matkhau" in text or "bimat" in text for text in texts)
    about = (ward.state / ARCHIVE).read_bytes()
    written = (ward.folder / "station.yaml").read_bytes()
    assert about.count(b"matkhau") == written.count(b"matkhau"), "only in the file itself"
    assert (ward.state / NAME).stat().st_mode & 0o777 == 0o600
