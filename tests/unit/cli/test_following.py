"""What the terminal shows of an airing that the running station makes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli.following import Following, bar

AIR = {
    "id": "a1",
    "title": "Bluezone",
    "started": "2026-11-26T06:30:00+07:00",
    "end": "2026-11-26T06:32:43+07:00",
}
OTHER = {**AIR, "id": "b2", "title": "Tiêm phòng", "end": "2026-11-26T06:30:00+07:00"}
NOTHING = {"outcome": None, "reason": None}


class Station:
    """Answers in turn; an exception stands for what the person does meanwhile."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def get(self, path: str) -> Any:
        self.asked.append(path)
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        assert ("outcome" in answer) is ("/requests/" in path)
        return answer


def status(air: Mapping[str, str | None] | None) -> dict[str, object]:
    return {"on_air": air}


def test_start_and_length_are_told_once_and_what_it_waits_for_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    station = Station(
        NOTHING,
        status(None),
        NOTHING,
        status(OTHER),
        NOTHING,
        status(OTHER),
        NOTHING,
        status({**AIR, "started": None}),
        NOTHING,
        status(AIR),
        NOTHING,
        {"outcome": "aired", "reason": None},
    )
    assert Following(station, Path(), screen=False).to_the_end("a1") == ("aired", None)
    assert capsys.readouterr().err.splitlines() == [
        "Đang chờ: 'Tiêm phòng' phát đến 06:30:00.",
        "Đang phát 'Bluezone' từ 06:30:00, dài 2 phút 43 giây, đến 06:32:43.",
    ]


def test_progress_is_drawn_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    station = Station(NOTHING, status(AIR), NOTHING, {"outcome": "aired", "reason": None})
    now = datetime.fromisoformat("2026-11-26T06:31:21.5+07:00")
    Following(station, Path(), screen=True, now=lambda: now).to_the_end("a1")
    assert "\r[####################....................] 1:22/2:43" in capsys.readouterr().err
    assert bar(200, 163) == f"[{'#' * 40}] 2:43/2:43"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((NOTHING, status(AIR)), "Đài vẫn phát tiếp. Muốn dừng: broadcaster --station 'a b' stop"),
        ((NOTHING, status(None)), "sẽ phát. Muốn bỏ: broadcaster --station 'a b' stop --all"),
    ],
    ids=["on air", "waiting"],
)
def test_whoever_goes_is_told_that_it_airs_all_the_same_and_how_to_stop_it(
    capsys: pytest.CaptureFixture[str], answers: tuple[Any, ...], told: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        Following(Station(*answers, KeyboardInterrupt()), Path("a b"), screen=False).to_the_end("a1")
    assert told in capsys.readouterr().err


def test_station_is_asked_less_often_the_longer_it_waits() -> None:
    waits = [NOTHING, status(OTHER)] * 30
    station = Station(*waits, {"outcome": "aired", "reason": None})
    Following(station, Path(), screen=True).to_the_end("a1")
    asked = [path.partition("wait=")[2] for path in station.asked if "wait" in path]
    assert asked == ["0.5"] * 20 + ["3.0"] * 11
