"""kill -9, a stop or an end at random moments: slots once, a whole journal, nobody and nothing left behind.

`BROADCASTER_KILLS` says how many times (500 for the full proof, `python -m pytest -m slow -s
tests/end_to_end/test_crash.py`), `BROADCASTER_SEED` at which moments. Prints what was measured.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from broadcaster.clock import SystemClock
from broadcaster.journal import Journal
from broadcaster.playout.listening.compare import Samples, find
from broadcaster.station.loading.loading import take
from broadcaster.studio.render.opening import open_programmes

from .conftest import Broadcaster
from .kills import EVERY, WITHIN, Campaign
from .relays import file_relay
from .test_sound_server_kills import sentences

KILLS = int(os.environ.get("BROADCASTER_KILLS", "20"))
SEED = int(os.environ.get("BROADCASTER_SEED", "20261126"))
RENDERS = max(12, KILLS // 5)
LONGEST = 6 * 3600.0  # seconds of recording
RATE = 24000
PIECE = RATE // 4  # frames at the end of the sentence by which it is known
WAKING = 0.2  # seconds
SURE = 0.8  # correlation


@pytest.fixture
def rooms(station: Broadcaster, tmp_path: Path) -> tuple[Path, ...]:
    """Where processes that were killed may leave something: a room for temporary files, shared memory."""
    room = tmp_path / "tmp"
    room.mkdir()
    station.environment["TMPDIR"] = str(room)
    return (room, station.folder / "state")


def heard_whole(
    sentence: Samples, tape: Samples, origin: float, aired: list[tuple[float, float]]
) -> list[list[float]]:
    """When the end of the sentence is heard in each airing, or nearest to it: wall times.

    Args:
        sentence: what each airing says.
        tape: what was heard.
        origin: the wall time of its first sample.
        aired: wall times of the beginnings and ends, as the journal has them.
    """
    heard: list[list[float]] = [[] for _ in aired]
    last = -len(tape)
    for end in sorted(_ends(sentence[-PIECE:], tape)):
        if end - last > PIECE:  # else it is the same, cut in two by the border of two windows
            moment = origin + end / RATE
            away = [max(begun - moment, moment - over, 0.0) for begun, over in aired]
            heard[away.index(min(away))].append(moment)
        last = end
    return heard


def _ends(piece: Samples, tape: Samples) -> Iterator[int]:
    """Where a piece ends in a recording, in frames."""
    for first in range(0, max(1, len(tape) - PIECE), EVERY * RATE):
        window = tape[first : first + EVERY * RATE + PIECE].copy()
        while len(window) > PIECE and (match := find(piece, window)).score >= SURE:
            window[match.offset : match.offset + PIECE] = 0
            yield first + match.offset + PIECE


@pytest.mark.slow
def test_whoever_is_killed_slots_air_once_and_nobody_is_left_behind(
    station: Broadcaster, rooms: tuple[Path, ...], tmp_path: Path
) -> None:
    with soundlab.null_sink(tmp_path / "pulse") as environment, file_relay(tmp_path) as relay:
        station.environment |= environment
        campaign = Campaign(station, relay, rooms, SEED)
        (spoken,) = sentences(station.folder)
        spoken = spoken[: int(np.flatnonzero(np.abs(spoken) > soundlab.QUIET)[-1]) + 1]
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, LONGEST)
        try:
            tally = campaign.run(KILLS)
            tape, origin = recording.end()
        finally:
            recording.close()
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        airings = [a for a in journal.airings() if a.message == "ngan"]
        assert journal.verify().ok
        assert journal.open_airings() == []
    aired = sorted((a for a in airings if a.started is not None), key=lambda a: str(a.started))
    spans = [(a.started.timestamp(), a.ended.timestamp()) for a in aired if a.started and a.ended]
    heard = heard_whole(spoken, tape[::2], origin, spans)
    counts = [len(moments) for moments in heard]
    outcomes = Counter(str(a.outcome) for a in airings)
    print(f"\nkills: {dict(sorted(tally.kills.items()))}")  # noqa: T201 - figures
    print(f"outcomes: {dict(outcomes)}; heard whole: {dict(Counter(counts))}")  # noqa: T201
    print(f"nobody left after {max(tally.ended):.2f} s at most; orphans {tally.orphans}; files {tally.files}")  # noqa: T201
    for what, seconds in sorted(tally.released.items()):
        print(f"{what}: relay released {len(seconds)} times, after {max(seconds):.3f} s at most")  # noqa: T201
    assert tally.orphans == []
    assert tally.files == []
    slots = [(a.schedule, a.planned) for a in airings]
    assert len(slots) == len(set(slots)), "a slot has two lines"
    assert all(a.outcome is not None for a in airings)
    assert outcomes["aired"] > 0
    again = [(a, moments) for a, moments in zip(aired, heard, strict=True) if len(moments) > 1]
    assert again == [], "a slot was heard twice"
    whole = [count for count, a in zip(counts, aired, strict=True) if str(a.outcome) == "aired"]
    assert all(whole), "what the journal says was aired was not heard"
    for what, seconds in tally.released.items():
        # One that is stopped lets its lease of a second run out.
        assert max(seconds) <= WITHIN + (WAKING if "STOP" in what else 0), what


def kill_within(command: list[str], environment: dict[str, str], seconds: float) -> None:
    """Run, and kill after `seconds`."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        process.kill()


@pytest.mark.slow
def test_render_killed_at_random_moments_leaves_no_half_file(station: Broadcaster) -> None:
    chance = random.Random(20261126)
    text = "title: Dài\nrepeat: 2\ngap: 1s\nparts:\n  - say: |\n" + "".join(
        f"      Câu thứ {number} nhắc bà con giữ gìn vệ sinh chung.\n" for number in range(12)
    )
    whole = 0
    for number in range(RENDERS):
        station.write("messages/ngan.yaml", text + f"      Lần {number}.\n")
        kill_within(station.command("render", "ngan"), station.environment, chance.uniform(0.2, 1.3))
        programmes = open_programmes(take(station.folder))
        for sheet in (station.folder / "audio_cache/programmes").rglob("*.json"):
            programme = programmes.get(sheet.stem)
            assert programme is not None
            assert programme.path.stat().st_size > programme.frames * 2
            whole += 1
        done = station("render", "ngan", "--format", "json")
        assert done.returncode == 0
    assert whole >= RENDERS - 1
