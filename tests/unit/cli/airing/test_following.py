"""What the terminal shows of an airing that the running station makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.protocol.event_reader import Events
from broadcaster.api.protocol.events import AirEvent, QueueEvent, RequestEvent, SentenceEvent
from broadcaster.app.status.air_values import OnAirNow
from broadcaster.app.status.values import WaitingItem
from broadcaster.cli.airing.progress import Following, progress_bar
from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import Question
from broadcaster.playout.requests.by_hand import RequestState, Stage

BEGUN = datetime.fromisoformat("2026-11-26T06:30:00+07:00")
AIR = OnAirNow(
    id="a1",
    message="bluezone",
    title="Bluezone",
    kind="manual",
    started=BEGUN,
    planned=BEGUN,
    end=datetime.fromisoformat("2026-11-26T06:32:43+07:00"),
)
AIRED = RequestState(
    id="a1", state="ended", outcome="aired", reason=None, behind=None, until=None, in_time=True
)
A = TypeVar("A")
UNKNOWN = ServiceError("service.unknown_request")


def stands(stage: Stage, behind: str | None = None, *, in_time: bool = True) -> RequestState:
    until = BEGUN if behind else None
    return replace(AIRED, state=stage, outcome=None, behind=behind, until=until, in_time=in_time)


class Station:
    """Answers in turn and tells events in turn; an exception stands for what happens meanwhile."""

    def __init__(self, answers: list[Any], events: list[Any]) -> None:
        self._answers, self._events = answers, events
        self.waits: list[float] = []  # of the questions
        self.patience: list[float] = []  # for events

    def ask(self, question: Question[A]) -> A:
        assert isinstance(question, AskRequest)
        assert question.ticket == "a1"
        self.waits.append(question.wait)
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return cast("A", answer)

    def events(self, *, level: bool = False) -> Events:
        assert not level
        return cast("Events", self)

    def next(self, seconds: float) -> object:
        self.patience.append(seconds)
        event = self._events.pop(0)
        if isinstance(event, BaseException):
            raise event
        return event


NEWS = RequestEvent(id="a1")
LOST = ServiceError("service.ending")


def test_each_stage_is_told_once_and_start_and_length_when_they_are_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waiting = stands("waiting", "Tiêm phòng")
    station = Station(
        [stands("making"), stands("making"), waiting, stands("on_air"), AIRED],
        [
            AirEvent(air=None),
            QueueEvent(queue=()),
            RequestEvent(id="other"),
            AirEvent(air=replace(AIR, started=None)),
            SentenceEvent(airing="a1", at=BEGUN, words="Kính thưa bà con"),
            AirEvent(air=AIR),
            NEWS,
        ],
    )
    assert Following(station, Path(), screen=False).to_the_end("a1") == ("aired", None)
    assert capsys.readouterr().err.splitlines() == [
        "Đang dựng bản tin …",
        "Đang phát “Tiêm phòng” đến khoảng 06:30:00; xong thì phát tin này.",
        "Đang phát 'Bluezone' từ 06:30:00, dài 2 phút 43 giây, đến 06:32:43.",
    ]
    # It is asked when something has happened to it, never by the clock nor for the requests of others.
    assert station.waits == [0.0] * 5


def test_warning_that_its_making_brought_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    warned = replace(stands("on_air"), warning="Bỏ qua coi.wav")
    station = Station(
        [replace(stands("making"), warning=None), warned, warned, replace(AIRED, warning="Bỏ qua coi.wav")],
        [NEWS, NEWS, NEWS],
    )
    Following(station, Path(), screen=False).to_the_end("a1")
    told = [line for line in capsys.readouterr().err.splitlines() if "coi.wav" in line]
    assert told == ["Vẫn phát theo lệnh khẩn cấp: Bỏ qua coi.wav"]


def test_what_it_waits_behind_is_asked_once_it_is_in_the_queue_and_when_another_one_airs() -> None:
    mine = WaitingItem(id="a1", message="bluezone", kind="manual", planned=BEGUN, resumes=False)
    other = replace(mine, id="b2")
    station = Station(
        [stands("making"), stands("waiting", "A"), stands("waiting", "B"), AIRED],
        [
            QueueEvent(queue=(other,)),
            QueueEvent(queue=(other, mine)),
            *(QueueEvent(queue=(mine,)) for _ in range(5)),
            AirEvent(air=replace(AIR, id="b2")),
            NEWS,
        ],
    )
    Following(station, Path(), screen=False).to_the_end("a1")
    assert len(station.waits) == 4


def test_what_it_waits_for_and_was_told_already_is_not_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    answers = [stands("waiting", "A"), stands("waiting", "B", in_time=False), AIRED]
    station = Station(answers, [NEWS, NEWS])
    Following(station, Path(), screen=False, behind="A").to_the_end("a1")
    assert capsys.readouterr().err == (
        "Đang phát “B” đến khoảng 06:30:00: quá thời gian chờ, tin này sẽ không phát được.\n"
    )


def test_progress_is_drawn_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    station = Station([stands("on_air"), stands("on_air"), AIRED], [AirEvent(air=AIR), None, NEWS])
    now = datetime.fromisoformat("2026-11-26T06:31:21.5+07:00")
    Following(station, Path(), screen=True, now=lambda: now).to_the_end("a1")
    assert "\r[####################....................] 1:22/2:43" in capsys.readouterr().err
    assert progress_bar(200, 163) == f"[{'#' * 40}] 2:43/2:43"


@pytest.mark.parametrize(
    ("first", "events", "told"),
    [
        (
            stands("on_air"),
            [AirEvent(air=AIR), KeyboardInterrupt()],
            "Đài vẫn phát tiếp. Muốn dừng: broadcaster --station 'a b' stop",
        ),
        (
            stands("waiting"),
            [KeyboardInterrupt()],
            "sẽ phát. Muốn bỏ: broadcaster --station 'a b' stop --all",
        ),
    ],
    ids=["on air", "waiting"],
)
def test_whoever_goes_is_told_that_it_airs_all_the_same_and_how_to_stop_it(
    capsys: pytest.CaptureFixture[str], first: RequestState, events: list[Any], told: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        Following(Station([first, first], events), Path("a b"), screen=False).to_the_end("a1")
    assert told in capsys.readouterr().err


def test_end_alone_is_asked_for_where_the_station_takes_no_more_readers() -> None:
    station = Station([stands("waiting"), stands("waiting"), AIRED], [LOST])
    assert Following(station, Path(), screen=False).to_the_end("a1") == ("aired", None)
    assert station.waits == [0.0, 20.0, 20.0]


def test_request_that_the_station_knows_no_more_is_not_waited_for_for_ever() -> None:
    station = Station([UNKNOWN] * 9 + [stands("waiting")] + [UNKNOWN] * 10, [None] * 20)
    with pytest.raises(ServiceError) as caught:
        Following(station, Path(), screen=False).to_the_end("a1")
    assert caught.value.code == "service.unknown_request"
