"""kill -9, a stop or an end at random moments: slots once, a whole journal, nobody and nothing left behind.

`tests.counts` says how many times and at which moments. Prints what was measured.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.playout.listening.comparison import Samples, find, gain
from broadcaster.station.loading.loader import take
from broadcaster.studio.render.studio import open_programmes
from tests.counts import SEED, counted
from tests.end_to_end.conftest import Broadcaster
from tests.end_to_end.kills import EVERY, WITHIN, Campaign, small_disk
from tests.end_to_end.relays import file_relay
from tests.end_to_end.test_sound_server_kills import sentences

KILLS = counted(200)
RENDERS = counted(40, least=12)
LONGEST = 6 * 3600.0  # seconds of recording
RATE = 24000
PIECE = RATE // 4  # frames at the end of the sentence by which it is known
LAST = (
    RATE // 10
)  # frames at its end that must be there too: a vowel before them is loud enough for the piece
LOUD = 0.5  # of the loudness with which it was sent: a faint rest looks like it as well
WAKING = 0.2  # seconds
SURE = 0.8  # correlation


@pytest.fixture
def rooms(station: Broadcaster, tmp_path: Path) -> tuple[Path, ...]:
    """Where processes that were killed may leave something: a room for temporary files, shared memory."""
    room = tmp_path / "tmp"
    room.mkdir()
    station.environment["TMPDIR"] = str(room)
    return (room, station.folder / "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The sentence was heard up to its last piece."""

    at: float  # wall time
    whole: bool  # the last of the piece too: not broken off there, nor by a gap


def heard_whole(
    sentence: Samples, tape: Samples, origin: float, aired: list[tuple[float, float]]
) -> list[list[Heard]]:
    """The ends of the sentence that are heard in each airing, or nearest to it.

    Args:
        sentence: what each airing says.
        tape: what was heard.
        origin: the wall time of its first sample.
        aired: wall times of the beginnings and ends, as the journal has them.
    """
    heard: list[list[Heard]] = [[] for _ in aired]
    last = -len(tape)
    for end in sorted(_ends(sentence[-PIECE:], tape)):
        if end - last > PIECE:  # else it is the same, cut in two by the border of two windows
            moment = origin + end / RATE
            away = [max(begun - moment, moment - over, 0.0) for begun, over in aired]
            whole = gain(sentence[-LAST:], tape[end - LAST : end]) >= LOUD
            heard[away.index(min(away))].append(Heard(at=moment, whole=whole))
        last = end
    return heard


def _ends(piece: Samples, tape: Samples) -> Iterator[int]:
    """Where a piece ends in a recording, in frames."""
    for first in range(0, max(1, len(tape) - PIECE), EVERY * RATE):
        window = tape[first : first + EVERY * RATE + PIECE].copy()
        while len(window) > PIECE and (match := find(piece, window)).score >= SURE:
            there = window[match.offset : match.offset + PIECE]
            if gain(piece, there) >= LOUD:
                yield first + match.offset + PIECE
            there[:] = 0


def radiated(tape: Samples, origin: float, relay: Sequence[tuple[float, bool]]) -> Samples:
    """What the transmitter sent of a recording: silence while the relay was off.

    Args:
        tape: what the sound card played.
        origin: the wall time of its first sample.
        relay: each switching by its monotonic second.
    """
    sent = np.zeros_like(tape)
    offset = time.time() - time.monotonic() - origin
    over = (tape_end := len(tape) / RATE) - offset
    for (at, on), (until, _) in pairwise([*relay, (over, False)]):
        first, last = (round(min(max(0.0, moment + offset), tape_end) * RATE) for moment in (at, until))
        if on:
            sent[first:last] = tape[first:last]
    return sent


def test_what_is_heard_whole_twice_is_found_and_what_is_broken_off_faint_or_not_sent_is_not() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE)
    sentence = (noise * np.linspace(1.0, 0.1, RATE)).astype(np.float32)
    tape = np.zeros(14 * RATE, dtype=np.float32)
    for second, length, level in (
        (1, RATE, 1.0),
        (3, RATE - LAST, 1.0),
        (5, RATE, 0.1),
        (7, RATE, 1.0),
        (9, RATE, 1.0),
    ):
        tape[second * RATE : second * RATE + length] = level * sentence[:length]
    origin = time.time() - time.monotonic()
    sent = radiated(tape, origin, [(0.5, True), (8.9, False), (11.0, True)])
    before, after = heard_whole(sentence, sent, origin, [(origin + 1, origin + 4), (origin + 5, origin + 10)])
    assert [(round(end.at - origin), end.whole) for end in before] == [(2, True), (4, False)]
    assert [(round(end.at - origin), end.whole) for end in after] == [(8, True)]


@pytest.mark.slow
def test_whoever_is_killed_slots_air_once_and_nobody_is_left_behind(
    station: Broadcaster, rooms: tuple[Path, ...], tmp_path: Path
) -> None:
    with (
        soundlab.null_sink(tmp_path / "pulse") as environment,
        file_relay(tmp_path) as relay,
        small_disk(station.folder) as disk,
    ):
        station.environment |= environment
        campaign = Campaign(station, relay, rooms, SEED, disk)
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
    heard = heard_whole(spoken, radiated(tape[::2], origin, relay.log), origin, spans)
    counts = [len(ends) for ends in heard]
    outcomes = Counter(str(a.outcome) for a in airings)
    print(f"\nkills: {dict(sorted(tally.kills.items()))}")  # noqa: T201 - figures
    print(f"outcomes: {dict(outcomes)}; heard: {dict(Counter(counts))}")  # noqa: T201
    print(f"nobody left after {max(tally.ended):.2f} s at most; orphans {tally.orphans}; files {tally.files}")  # noqa: T201
    for what, seconds in sorted(tally.released.items()):
        print(f"{what}: relay released {len(seconds)} times, after {max(seconds):.3f} s at most")  # noqa: T201
    assert tally.orphans == []
    assert tally.files == []
    slots = [(a.schedule, a.planned) for a in airings]
    assert len(slots) == len(set(slots)), "a slot has two lines"
    told = {int(a.planned.timestamp()) for a in airings if a.planned is not None}
    print(f"slots: {len(campaign.slots)}; full disks: {disk is not None}")  # noqa: T201 - figures
    assert [time.strftime("%T", time.gmtime(s)) for s in campaign.slots if s not in told] == [], "no line"
    assert all(a.outcome is not None for a in airings)
    assert outcomes["aired"] > 0
    again = [(a, ends) for a, ends in zip(aired, heard, strict=True) if sum(end.whole for end in ends) > 1]
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


@pytest.mark.patient
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
