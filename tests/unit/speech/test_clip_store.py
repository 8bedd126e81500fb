from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import StoreError
from broadcaster.speech.model import Clip, EngineIdentity
from broadcaster.speech.store import ClipStore, key

IDENTITY = EngineIdentity(engine="tone", version="1", voice="vi", rate=185, settings=(("pitch", "55"),))
CLIP = Clip(samples=bytes(range(256)) * 40, rate=24000)
texts = st.text(max_size=8)
identities = st.builds(
    EngineIdentity,
    engine=texts,
    version=texts,
    voice=texts,
    rate=st.integers(1, 500),
    settings=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


@given(st.lists(st.tuples(identities, texts), min_size=2, max_size=6, unique=True))
def test_keys_of_different_identities_or_words_never_collide(
    things: list[tuple[EngineIdentity, str]],
) -> None:
    keys = [key(identity, words) for identity, words in things]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, engine="gtts"),
        replace(IDENTITY, version="2"),
        replace(IDENTITY, voice="vi-vn-x-south"),
        replace(IDENTITY, rate=186),
        replace(IDENTITY, settings=()),
    ],
    ids=["engine", "version", "voice", "rate", "settings"],
)
def test_get_with_another_identity_does_not_find_the_clip(store: ClipStore, other: EngineIdentity) -> None:
    store.put(IDENTITY, "xin chào", CLIP)
    assert store.get(other, "xin chào") is None
    assert store.get(IDENTITY, "xin chào ") is None


@given(st.binary(max_size=200).map(lambda b: b[: len(b) // 2 * 2]), st.integers(8000, 48000), texts)
@settings(max_examples=50)
def test_get_gives_back_exactly_what_was_put(samples: bytes, rate: int, words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ClipStore(Path(folder), 1 << 20)
        clip = Clip(samples=samples, rate=rate)
        store.put(IDENTITY, words, clip)
        assert store.get(IDENTITY, words) == clip
        assert store.has(IDENTITY, words)


def test_put_writes_one_file_that_any_wav_reader_plays(store: ClipStore, tmp_path: Path) -> None:
    store.put(IDENTITY, "xin chào", CLIP)
    (path,) = _files(tmp_path)
    assert path.parent.name == path.name[:2]
    with wave.open(str(path)) as file:
        assert file.getframerate() == 24000
        assert file.readframes(file.getnframes()) == CLIP.samples


@pytest.mark.parametrize("at", [0, 22, 44, 5000, -40, -20, -1])
def test_get_of_a_clip_with_one_changed_byte_is_none_and_removes_it(
    store: ClipStore, tmp_path: Path, at: int
) -> None:
    store.put(IDENTITY, "xin chào", CLIP)
    (path,) = _files(tmp_path)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert store.get(IDENTITY, "xin chào") is None
    assert not path.exists()


@pytest.mark.parametrize("length", [0, 1, 39, 44, 84, 5000])
def test_get_of_a_cut_off_clip_is_none(store: ClipStore, tmp_path: Path, length: int) -> None:
    store.put(IDENTITY, "xin chào", CLIP)
    (path,) = _files(tmp_path)
    os.truncate(path, length)
    assert store.get(IDENTITY, "xin chào") is None


def test_get_of_a_clip_moved_under_another_key_is_none(store: ClipStore, tmp_path: Path) -> None:
    store.put(IDENTITY, "cháy", CLIP)
    (path,) = _files(tmp_path)
    name = key(replace(IDENTITY, engine="gtts"), "cháy")
    wrong = path.parent.parent / name[:2] / f"{name}.wav"
    wrong.parent.mkdir(exist_ok=True)
    path.rename(wrong)
    assert store.get(replace(IDENTITY, engine="gtts"), "cháy") is None


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 1200)), max_size=40), st.integers(500, 4000))
@settings(max_examples=40, deadline=None)
def test_folder_never_grows_over_its_limit(puts: list[tuple[int, int]], limit: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = ClipStore(folder, limit)
        for words, frames in puts:
            store.put(IDENTITY, str(words), Clip(samples=bytes(2 * frames), rate=24000))
            assert _size(folder) <= limit


def test_least_recently_used_clips_go_first_and_a_use_counts(tmp_path: Path) -> None:
    size = 44 + 40 + len(CLIP.samples)
    store = ClipStore(tmp_path, 4 * size)
    words = ["một", "hai", "ba", "bốn"]
    for n, word in enumerate(words):
        store.put(IDENTITY, word, CLIP)
        name = key(IDENTITY, word)
        os.utime(tmp_path / name[:2] / f"{name}.wav", (1000 + n, 1000 + n))
    assert store.get(IDENTITY, "một") is not None
    store.put(IDENTITY, "năm", CLIP)
    kept = [word for word in [*words, "năm"] if store.has(IDENTITY, word)]
    assert kept == ["một", "bốn", "năm"]


def test_a_clip_bigger_than_the_whole_limit_is_not_kept_and_pushes_nothing_out(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, 11_000)
    store.put(IDENTITY, "ngắn", CLIP)
    store.put(IDENTITY, "dài", Clip(samples=bytes(20_000), rate=24000))
    assert store.has(IDENTITY, "ngắn")
    assert not store.has(IDENTITY, "dài")


def test_puts_far_under_the_limit_do_not_look_at_the_folder_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []
    real = Path.iterdir

    def look(folder: Path) -> Iterator[Path]:
        looks.append(folder)
        return real(folder)

    store = ClipStore(tmp_path, 1 << 30)
    store.put(IDENTITY, "đầu", CLIP)
    monkeypatch.setattr(Path, "iterdir", look)
    for n in range(50):
        store.put(IDENTITY, str(n), CLIP)
    assert looks == []


def test_put_into_a_folder_that_cannot_be_made_raises_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = ClipStore(tmp_path / "file" / "clips", 1 << 20)
    assert store.get(IDENTITY, "xin chào") is None
    with pytest.raises(StoreError):
        store.put(IDENTITY, "xin chào", CLIP)


def test_drafts_left_by_a_killed_process_go_like_old_clips(tmp_path: Path) -> None:
    shelf = tmp_path / "ab"
    shelf.mkdir()
    draft = shelf / ".draft-x.wav"
    draft.write_bytes(bytes(9000))
    os.utime(draft, (1000, 1000))
    ClipStore(tmp_path, 12_000).put(IDENTITY, "xin chào", CLIP)
    assert not draft.exists()


WORKER = """
import sys
from pathlib import Path
from broadcaster.speech.model import Clip, EngineIdentity
from broadcaster.speech.store import ClipStore

identity = EngineIdentity(engine="tone", version="1", voice="vi", rate=185)
store, seed, wrong = ClipStore(Path(sys.argv[1]), 200_000), int(sys.argv[2]), 0
for n in range(300):
    words = str((n * 7 + seed) % 40)
    clip = Clip(samples=words.encode().ljust(2) * 3000, rate=24000)
    found = store.get(identity, words)
    wrong += found not in (None, clip)
    if found is None:
        store.put(identity, words, clip)
print(wrong)
"""


def test_two_processes_on_one_store_never_see_a_wrong_clip_and_stay_near_the_limit(tmp_path: Path) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), seed], stdout=subprocess.PIPE, text=True
        )
        for seed in ("0", "13")
    ]
    assert [worker.communicate(timeout=90)[0].strip() for worker in workers] == ["0", "0"]
    assert _size(tmp_path) <= 200_000 * 1.1
    assert all(len(path.stem) == 64 for path in _files(tmp_path))


def test_key_is_that_of_clips_made_before() -> None:
    # Another key makes every station speak everything again.
    identity = EngineIdentity(engine="tone", version="1", voice="tone", rate=185)
    assert key(identity, "xin chào.") == "fb946f60ff28022861dce3213cd2db76acf39021362481bd51c88f3a384753e8"
