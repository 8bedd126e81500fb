from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import sha256_file
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.script.programme import Cue, Programme, Segment, SegmentKind

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SIZE = 1000


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> ProgrammeStore:
    return ProgrammeStore(tmp_path / "programmes", 3 * SIZE, young=60, clock=clock)


def _programme(digest: str) -> Programme:
    return Programme(
        message="bluezone",
        path=Path("elsewhere.wav"),
        rate=24000,
        frames=500,
        loudness_lufs=-16.01,
        true_peak_dbtp=-1.63,
        words_digest="words",
        sound_digest=digest,
        engine="espeak",
        segments=(Segment(kind=SegmentKind.BODY, start_frame=0, end_frame=500),),
        cues=(Cue(start_frame=3, end_frame=4, part=1, sentence=2, repeat=0),),
        clips_made=2,
        clips_reused=1,
    )


def _put(store: ProgrammeStore, digest: str) -> Programme:
    with store.writing(digest) as draft:
        draft.write_bytes(digest.encode() * SIZE)
        checksum = sha256_file(draft)
    return store.finish(_programme(digest), checksum)


def test_programme_put_is_got_back_whole(store: ProgrammeStore) -> None:
    put = _put(store, "a")
    assert put.path == store.folder / "a.wav"
    assert store.get("a") == put
    assert ProgrammeStore(store.folder, 1).get("a") == put


def test_nothing_and_a_file_without_its_sheet_are_no_programme(store: ProgrammeStore) -> None:
    assert store.get("a") is None
    with store.writing("a") as draft:
        draft.write_bytes(b"sound")
    assert store.path("a").exists()
    assert store.get("a") is None


def test_file_whose_sheet_the_disk_does_not_take_leaves_nothing_behind(store: ProgrammeStore) -> None:
    (store.folder / "a.json" / "in the way").mkdir(parents=True)
    with pytest.raises(StoreError):
        _put(store, "a")
    assert not store.path("a").exists()


@pytest.mark.parametrize("fresh", [True, False], ids=["another process", "the same process"])
def test_damaged_file_is_no_programme(fresh: bool, store: ProgrammeStore) -> None:
    _put(store, "a")
    assert store.get("a")
    data = bytearray(store.path("a").read_bytes())
    data[500] ^= 1
    store.path("a").write_bytes(data)
    assert (ProgrammeStore(store.folder, SIZE) if fresh else store).get("a") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": 99}', b"\xff\xfe", b'"format"']
)
def test_damaged_sheet_is_no_programme(content: bytes, store: ProgrammeStore) -> None:
    _put(store, "a")
    (store.folder / "a.json").write_bytes(content)
    assert store.get("a") is None


def test_sheet_of_another_programme_is_not_taken(store: ProgrammeStore) -> None:
    _put(store, "a")
    _put(store, "b")
    (store.folder / "a.json").write_bytes((store.folder / "b.json").read_bytes())
    assert store.get("a") is None


def test_least_recently_used_goes_when_the_limit_is_passed(store: ProgrammeStore, clock: FakeClock) -> None:
    for digest in "abc":
        _put(store, digest)
        clock.advance(100)
    assert store.get("a")
    clock.advance(100)
    _put(store, "d")
    assert sorted(p.name for p in store.folder.glob("*.wav")) == ["a.wav", "d.wav"]
    assert sorted(p.name for p in store.folder.glob("*.json")) == ["a.json", "d.json"]


def test_young_programmes_stay_whatever_the_limit(store: ProgrammeStore) -> None:
    for digest in "abcdef":
        _put(store, digest)
    assert len(list(store.folder.glob("*.wav"))) == 6


def test_pinned_programme_stays_even_for_another_process(store: ProgrammeStore, clock: FakeClock) -> None:
    _put(store, "a")
    assert store.pin("a")
    assert store.pin("a")
    clock.advance(10_000)
    code = (
        "import sys; from pathlib import Path; from broadcaster.studio.render.store import ProgrammeStore;"
        "ProgrammeStore(Path(sys.argv[1]), 1, young=0).trim()"
    )
    trim = [sys.executable, "-c", code, str(store.folder)]
    subprocess.run(trim, check=True)
    assert store.get("a")
    store.unpin("a")
    subprocess.run(trim, check=True)
    assert store.get("a")
    store.unpin("a")
    subprocess.run(trim, check=True)
    assert store.get("a") is None


def test_pin_of_nothing_says_so_and_unpin_of_nothing_is_no_fault(store: ProgrammeStore) -> None:
    assert not store.pin("a")
    store.unpin("a")


def test_pinned_file_can_be_read_on_after_it_was_made_again(store: ProgrammeStore) -> None:
    _put(store, "a")
    store.pin("a")
    with store.path("a").open("rb") as air:
        _put(store, "a")
        assert len(air.read()) == SIZE
    store.unpin("a")


def test_draft_left_by_a_killed_process_goes_when_old(store: ProgrammeStore, clock: FakeClock) -> None:
    _put(store, "a")
    draft = store.folder / ".draft-killed.wav"
    draft.write_bytes(b"half")
    os.utime(draft, (NOW.timestamp(), NOW.timestamp()))
    store.trim()
    assert draft.exists()
    clock.advance(100)
    store.trim()
    assert not draft.exists()


def test_file_from_a_clock_that_was_years_ahead_does_not_stay_for_ever(
    store: ProgrammeStore, clock: FakeClock
) -> None:
    clock.step(10 * 365 * 86400)
    for digest in "abcd":
        _put(store, digest)
    clock.step(-10 * 365 * 86400)
    store.trim()
    assert len(list(store.folder.glob("*.wav"))) == 2


def test_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = ProgrammeStore(tmp_path / "file" / "programmes", SIZE)
    with pytest.raises(StoreError), store.writing("a"):
        pass
    assert store.get("a") is None
    store.trim()


def test_write_that_fails_leaves_nothing(store: ProgrammeStore) -> None:
    _put(store, "a")

    def write() -> None:
        with store.writing("b") as draft:
            draft.write_bytes(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError):
        write()
    assert sorted(p.name for p in store.folder.iterdir()) == ["a.json", "a.wav"]
