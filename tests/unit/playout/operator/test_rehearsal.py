"""A rehearsal into a file: the whole message is heard there, and its row says who listened."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.operator.rehearsal import RehearsalOrder, rehearse, station_of
from broadcaster.station.model.equipment import Output, OutputKind
from broadcaster.station.yaml.problems import BadStation
from tests.house import RATE, SETTINGS

TEXT = "title: Thử\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "station.yaml").write_text(SETTINGS + "sources: {vov1: https://a.vn/b.mp3}\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/thu.yaml").write_text(TEXT)
    (tmp_path / "messages/tin.yaml").write_text("title: Tin\nparts:\n  - relay: vov1\n    for: 60s\n")
    return tmp_path


def test_rehearsal_is_heard_whole_in_its_file_and_has_its_row(folder: Path) -> None:
    station = station_of(folder)
    places: list[float] = []
    outputs: list[str] = []
    closed = rehearse(
        folder,
        RehearsalOrder(station=station, message=station.messages["thu"]),
        Output(kind=OutputKind.FILE, folder=str(folder / "out")),
        who="Lan",
        on_air=outputs.append,
        on_place=places.append,
    )
    assert (closed.outcome, closed.reason) == (Outcome.AIRED, None)
    assert len(outputs) == 1
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    (heard,) = (folder / "out").glob("*.wav")
    with wave.open(str(heard)) as file:
        length = file.getnframes() / file.getframerate()
    assert length == pytest.approx(closed.item.length().total_seconds(), abs=0.5)
    assert closed.item.rate == RATE
    with Journal.open_to_read(folder / "state" / JOURNAL, SystemClock()) as journal:
        (row,) = journal.airings()
    assert (row.id, row.kind, row.who, row.outcome) == (
        closed.item.id,
        AiringKind.REHEARSAL,
        "Lan",
        Outcome.AIRED,
    )
    assert row.started is not None
    assert row.message == "thu"


def test_rehearsal_that_is_broken_off_fades_and_its_row_is_closed(folder: Path) -> None:
    def broken_off(_place: float) -> None:
        raise KeyboardInterrupt

    station = station_of(folder)
    with pytest.raises(KeyboardInterrupt):
        rehearse(
            folder,
            RehearsalOrder(station=station, message=station.messages["thu"]),
            Output(kind=OutputKind.NONE),
            who="Lan",
            on_place=broken_off,
        )
    with Journal.open_to_read(folder / "state" / JOURNAL, SystemClock()) as journal:
        (row,) = journal.airings()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.CUT, "playout.stopped")


def test_message_that_relays_is_not_rehearsed(folder: Path) -> None:
    station = station_of(folder)
    with pytest.raises(ServiceError, match=r"service\.rehearse_relay"):
        rehearse(
            folder,
            RehearsalOrder(station=station, message=station.messages["tin"]),
            Output(kind=OutputKind.NONE),
            who="Lan",
        )


def test_what_is_whole_is_listened_to_unless_the_ward_s_readings_are_not(folder: Path) -> None:
    (folder / "messages/tin.yaml").write_text("title: [\n")
    found = station_of(folder)
    assert found.messages.keys() - found.waiting.keys() == {"thu"}
    (folder / "lexicon.yaml").write_text("a: [\n")
    with pytest.raises(BadStation):
        station_of(folder)
    (folder / "lexicon.yaml").write_text("a: b\n")
    (folder / "station.yaml").write_text("name: [\n")
    with pytest.raises(BadStation):
        station_of(folder)
