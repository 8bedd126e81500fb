"""A whole day at the file output in accelerated time: what is heard is the plan, to the sample."""

from __future__ import annotations

import json
import wave
from datetime import timedelta
from pathlib import Path

from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.links.air import instant
from broadcaster.playout.outputs.output import OutputChoice
from broadcaster.playout.outputs.paced import INDEX, WavFiles
from tests.house import RATE, STEP, House, MakeHouse, local

SAMPLE = timedelta(seconds=1 / RATE)
MESSAGE = "title: {name}\nrepeat: {repeat}\ngap: 5s\nparts:\n  - say: Kính thưa bà con {name}.\n"
FILES = {
    "messages/sang.yaml": MESSAGE.format(name="sáng", repeat=1),
    "messages/chieu.yaml": MESSAGE.format(name="chiều", repeat=2),
    "schedules/deu.yaml": 'message: sang\nevery: 30m\nbetween: "06:00-20:30"\n',
    "schedules/buoi.yaml": 'messages: [chieu, sang]\nat: ["07:10:07", "16:45"]\n',
}


def samples(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, RATE)
        return file.readframes(file.getnframes())


def programmes(house: House) -> dict[str, bytes]:
    """The mastered sound of each message, by its words digest."""
    sheets = list((house.folder / "audio_cache/programmes").rglob("*.json"))
    return {json.loads(s.read_text())["words_digest"]: samples(s.with_suffix(".wav")) for s in sheets}


def test_a_day_of_files_equals_the_plan_to_the_sample(make_house: MakeHouse, tmp_path: Path) -> None:
    house = make_house("2026-11-25T00:00", FILES)
    folder = tmp_path / "heard"
    house.output.files = WavFiles(OutputChoice(kind="file", rate=RATE, folder=str(folder)))
    house.run_until(local("2026-11-26T00:00"))

    log = {airing.id: airing for airing in house.log()}
    index = [json.loads(line) for line in (folder / INDEX).read_text().splitlines()]
    whole = programmes(house)

    assert len(log) == 30 + 4
    assert {airing.outcome for airing in log.values()} == {Outcome.AIRED}
    assert [line["id"] for line in index] == list(log)
    assert sorted(path.name for path in folder.glob("*.wav")) == sorted(line["file"] for line in index)
    for line in index:
        airing = log[line["id"]]
        assert airing.planned is not None
        assert airing.words_digest is not None
        heard, first = samples(folder / line["file"]), line["start_frame"] * 2
        assert heard == whole[airing.words_digest][first : first + len(heard)]
        assert len(heard) == line["frames"] * 2
        late = instant(line["utc_ns"]) - airing.planned
        second = airing.schedule == "buoi" and airing.message == "sang"
        # A session's second message follows the first; when that has ended is noticed in steps.
        assert abs(late) <= (STEP if second else SAMPLE), (airing, late)
