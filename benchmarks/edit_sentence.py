"""Benchmark: edit one of 20 sentences and render again, against speaking everything again.

    python -m benchmarks.edit_sentence [--rounds 5]

Medians over the rounds, in one warm process. `clips` are the sentences that were spoken. The last
row is what a program without a store of sentences does for the same edit. How fast each engine is:
`benchmarks.voices`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

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
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        table(Path(name), chosen.rounds)


def table(folder: Path, rounds: int) -> None:
    from broadcaster.station.model.settings import Settings
    from broadcaster.station.model.sound import Speech
    from broadcaster.station.model.station import Station
    from broadcaster.studio.render.studio import open_studio

    settings = replace(Settings(name="Benchmark"), speech=Speech(engines=("espeak",)))
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
    print(f"{SENTENCES} sentences, programme of {length:.0f} s")
    print(f"{'':26}{'seconds':>10}{'clips made':>12}{'reused':>8}")
    for title, runs in rows.items():
        seconds = statistics.median(spent for spent, _ in runs)
        made = {programme.clips_made for _, programme in runs}
        reused = {programme.clips_reused for _, programme in runs}
        assert len(made) == len(reused) == 1
        print(f"{title:26}{seconds:>10.3f}{made.pop():>12}{reused.pop():>8}")


if __name__ == "__main__":
    main()
