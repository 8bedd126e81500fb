"""Without a sound card and without a running station: what is wrong with the request itself is told first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.cli.airing.airing import air
from broadcaster.cli.airing.requests import AirRequest
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, NoOutput
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from broadcaster.playout.requests.by_hand import AskPlay, AskPlayFile, AskSay

SETTINGS = """\
name: Đài thử
speech: {engines: [tone]}
output: {device: no such device}
regulation: {quiet: none}
"""
BLUEZONE = "title: Bluezone\nparts:\n  - say: Kính thưa bà con.\n"
BLUEZONE_ASKED = AskPlay(message="bluezone")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "bluezone.yaml").write_text(BLUEZONE)
    (tmp_path / "station.yaml").write_text(SETTINGS + "approval: {required: false}\n")
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def rows(folder: Path) -> list[Airing]:
    with Journal.open(folder / "state" / "journal.db", SystemClock()) as journal:
        return journal.airings()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (AskPlay(message="bluzone"), "station.no_message_near"),
        (AskPlay(message="bluezone", zones=("ban-cunng",)), "service.unknown_zone"),
        (AskPlayFile(path="/khong/co.mp3"), "service.no_file"),
        (AskSay(text="Xin chào.", voice="khong-co"), "voices.unknown"),
    ],
    ids=["message", "zone", "file", "voice"],
)
def test_a_slip_is_told_before_the_missing_sound_card(folder: Path, asked: AirRequest, code: str) -> None:
    with pytest.raises(BroadcasterError) as caught:
        air(folder, asked, wait=True)
    assert caught.value.code == code
    assert rows(folder) == []


def test_a_certain_refusal_is_told_before_the_missing_sound_card(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "station.yaml").write_text(SETTINGS + "approval: {required: true}\n")
    assert air(folder, BLUEZONE_ASKED, wait=True) == 1
    (row,) = rows(folder)
    assert (row.outcome, row.reason and row.reason.code) == ("refused", "timetable.not_approved")
    assert "chưa được lãnh đạo duyệt" in capsys.readouterr().err


def test_what_may_air_needs_the_sound_card(folder: Path) -> None:
    with pytest.raises(NoOutput):
        air(folder, BLUEZONE_ASKED, wait=True)
