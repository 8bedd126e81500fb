"""What is written is heard before it airs: a sentence at once, the programme as its file is now."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from broadcaster.core.errors import StationError
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.preview import Listening
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme

STATION = Station(
    root=Path("/"),
    settings=Settings(name="Đài"),
    messages={"hop": Message(id="hop", title="Họp", parts=(Say(text="Mời họp. Lúc 7 giờ."),))},
    schedules={},
)


def programme(message: str, words: str = "") -> Programme:
    return Programme(
        message=message, path=Path("/x.wav"), rate=24_000, frames=1, loudness_lufs=-16, true_peak_dbtp=-2,
        words_digest=words, sound_digest="", engine="espeak", segments=(), cues=(), clips_made=0,
        clips_reused=0,
    )  # fmt: skip


class Renderer:
    """A render process that keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Message] = []
        self.warmed = 0
        self.closed = False

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.asked.append(message)
        return programme(message.id)

    def warm(self, station: Station) -> None:
        self.warmed += 1

    def close(self) -> None:
        self.closed = True


def listening(ready: Programme | None = None) -> tuple[Listening, Renderer, Renderer]:
    sentences, whole = Renderer(), Renderer()
    made = Listening(
        files=SimpleNamespace(filed=STATION),
        ready=SimpleNamespace(ready=lambda *_, **_k: ready),
        sentences=sentences,
        whole=whole,
    )
    return made, sentences, whole


def test_a_sentence_is_rendered_alone_and_keeps_no_programme_waiting() -> None:
    heard, sentences, whole = listening()
    found = heard.passage(Passage(text="Mời họp. Lúc 7 giờ.", sentence=1))
    assert found.spoken == ("lúc bảy giờ.",)
    assert [part.text for part in sentences.asked[0].parts if isinstance(part, Say)] == ["lúc bảy giờ."]
    assert whole.asked == []


def test_a_programme_is_rendered_apart_from_the_sentences() -> None:
    heard, sentences, whole = listening()
    assert heard.programme("hop").message == "hop"
    assert (len(whole.asked), sentences.asked) == (1, [])


def test_what_was_rendered_ahead_is_not_rendered_again() -> None:
    heard, _, whole = listening(programme("hop", "ahead"))
    assert heard.programme("hop").words_digest == "ahead"
    assert whole.asked == []


def test_a_message_that_there_is_not_is_told() -> None:
    heard, _, _ = listening()
    with pytest.raises(StationError):
        heard.programme("hopp")


def test_both_processes_end_with_the_station() -> None:
    heard, sentences, whole = listening()
    heard.warm()
    heard.close()
    assert (sentences.warmed, sentences.closed, whole.closed) == (1, True, True)
