"""What commands tell of a station's files that were taken in part, or wait for a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from broadcaster.cli import _main
from broadcaster.station.acceptance.confirmation import Confirmed
from broadcaster.station.loading.loader import take

STATION = "name: Đài thử\nspeech: {engines: [espeak]}\ntimezone: UTC\nregulation:\n  quiet: 'none'\n"


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A station whose file says another zone and shorter quiet hours than were confirmed."""
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    (tmp_path / "messages").mkdir()
    (tmp_path / "schedules").mkdir()
    (tmp_path / "messages/a.yaml").write_text("title: A\nparts: [{say: Xin chào.}]\n")
    (tmp_path / "schedules/s.yaml").write_text("message: a\nat: ['22:00']\n")
    (tmp_path / "station.yaml").write_text("name: Đài thử\nregulation: {quiet: '21:00-06:00'}\n")
    confirmed = Confirmed(tmp_path / "state")
    confirmed.begin(lambda: None)
    confirmed.follow(take(tmp_path).settings)
    (tmp_path / "station.yaml").write_text(STATION)
    return tmp_path


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(changed: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*arguments: str) -> tuple[int, str, str]:
        code = _main(["--station", str(changed), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return asked


def test_check_names_the_lines_that_wait_for_a_person(ask: Ask) -> None:
    code, out, _ = ask("check", "--format", "json")
    found = [p for p in json.loads(out)["problems"] if p["code"].startswith("clock.")]
    assert code == 0
    assert [(p["code"], p["file"], p["line"], p["severity"]) for p in found] == [
        ("clock.waits_timezone", "station.yaml", 3, "warning"),
        ("clock.waits_quiet", "station.yaml", 5, "warning"),
    ]
    assert "clock confirm" in found[0]["hint"]


def test_plan_goes_by_what_holds_and_says_what_waits(ask: Ask) -> None:
    code, out, told = ask("plan", "--days", "2", "--format", "json")
    assert code == 0
    rows = json.loads(out)
    assert {(row["status"], row["start"][11:]) for row in rows} == {("refused", "22:00:00+07:00")}
    assert "from 21:00 to 06:00" in rows[0]["reason"]
    assert "UTC" in told
    assert "clock confirm" in told


def test_nothing_is_told_where_nothing_waits(changed: Path, ask: Ask) -> None:
    (changed / "station.yaml").write_text("name: Đài thử\nregulation: {quiet: '20:00-06:00'}\n")
    assert "clock." not in ask("check", "--format", "json")[1]
    assert "confirm" not in ask("plan")[2]


@pytest.fixture
def drafted(changed: Path) -> Path:
    """A station that was never accepted, with one draft among its files."""
    (changed / "state/confirmed.json").unlink()
    (changed / "station.yaml").write_text(STATION + "approval: {required: false}\n")
    (changed / "messages/nhap.yaml").write_text("title: N\nparts:\n  - sai: x\n")
    (changed / "schedules/t.yaml").write_text("messages: [a, nhap]\nat: ['09:00']\n")
    return changed


@pytest.mark.parametrize(
    "asked", [("read", "--plain", "a"), ("approve", "a", "--yes"), ("approvals",), ("lexicon", "list")]
)
def test_draft_keeps_nobody_from_the_other_messages(drafted: Path, ask: Ask, asked: tuple[str, ...]) -> None:
    code, _, told = ask(*asked)
    assert code == 0, told
    assert "messages/nhap.yaml:3" in told


@pytest.mark.parametrize("asked", [("read", "--plain", "nhap"), ("approve", "nhap"), ("render", "nhap")])
def test_draft_itself_is_refused_with_its_place(drafted: Path, ask: Ask, asked: tuple[str, ...]) -> None:
    code, _, told = ask(*asked)
    assert code == 1
    assert "The message 'nhap' is not taken yet: messages/nhap.yaml:3" in told


def test_plan_shows_what_airs_beside_a_draft_and_why_the_draft_does_not(drafted: Path, ask: Ask) -> None:
    code, out, told = ask("plan", "--days", "1", "--format", "json")
    assert code == 0, told
    assert {(row["message"], row["status"]) for row in json.loads(out) if row["schedule"] == "t"} == {
        ("a", "planned"),
        ("nhap", "refused"),
    }
    assert "messages/nhap.yaml:3" in out
    assert ask("check")[0] == 1


def test_words_are_not_read_by_half_a_lexicon(drafted: Path, ask: Ask) -> None:
    (drafted / "lexicon.yaml").write_text("[1")
    assert ask("read", "--plain", "a")[0] == 1
    assert ask("approve", "a")[0] == 1
