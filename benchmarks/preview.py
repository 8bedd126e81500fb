"""Benchmark: one sentence of a message as sound, as an editor hears it before the message airs.

    python -m benchmarks.preview [--engine espeak] [--rounds 30]

Each round takes a sentence that was never spoken, in a message of forty sentences, and each third one
with two proposed readings of a doubtful span. "in process": a process that has rendered before.
"render process": the same through the process that the station renders in, warm as well, the pipe
counted. Seconds from the call to the finished file: median, worst.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.station.model.message import Message
    from broadcaster.station.model.station import Station
    from broadcaster.studio.script.programme import Programme

WORDS = """
bà con nhân dân phường thông báo họp bản sáng mai đường mới mưa lũ gió mùa phòng chống dịch trẻ em
người già lúa ngô trâu bò vệ sinh nước sạch điện thoại cài đặt ứng dụng khai báo y tế tiêm chủng
"""
SENTENCES = 40
SYLLABLES = 16
DOUBTFUL = "BXKTZ"
READINGS = ("ban xây kế", "bê ích ca")


def main() -> None:
    # One thread, as in the render process: more threads would wait for each other on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--rounds", type=int, default=30)
    chosen = parser.parse_args()
    from broadcaster.studio.render.process import RenderProcess

    with tempfile.TemporaryDirectory() as name:
        measure("in process", Path(name), chosen.engine, chosen.rounds, here)
    with tempfile.TemporaryDirectory() as name:
        process = RenderProcess()
        try:
            measure("render process", Path(name), chosen.engine, chosen.rounds, process.render)
        finally:
            process.close()


def here(station: Station, message: Message) -> Programme:
    from broadcaster.studio.render.studio import open_studio

    studio = open_studio(station)
    try:
        return studio.render(message)
    finally:
        studio.close()


def measure(
    title: str, folder: Path, engine: str, rounds: int, render: Callable[[Station, Message], Programme]
) -> None:
    from broadcaster.station.model.settings import Settings
    from broadcaster.station.model.sound import Speech
    from broadcaster.station.model.station import Station
    from broadcaster.studio.queues.preview import preview
    from broadcaster.studio.script.passage import Passage

    settings = replace(Settings(name="Benchmark"), speech=Speech(engines=(engine,)))
    station = Station(root=folder, settings=settings, messages={}, schedules={})
    spent: list[float] = []
    for number in range(rounds + 1):
        passage = Passage(
            text=text(number), sentence=SENTENCES // 2, readings=READINGS if number % 3 == 0 else ()
        )
        start = time.perf_counter()
        found = preview(station, passage, render)
        spent.append(time.perf_counter() - start)
        assert found.programme.clips_made == len(found.spoken)
    first, *warm = spent
    print(
        f"{title:16}{rounds} rounds: {statistics.median(warm):.3f} s, {max(warm):.3f} s; first {first:.3f} s"
    )


def text(seed: int) -> str:
    """A message, the same for the same seed; one sentence of it holds a doubtful word."""
    chance = random.Random(seed)
    sentences = [" ".join(chance.choices(WORDS.split(), k=SYLLABLES)).capitalize() for _ in range(SENTENCES)]
    sentences[SENTENCES // 2] += f" {DOUBTFUL}"
    return ". ".join(sentences) + "."


if __name__ == "__main__":
    main()
