from __future__ import annotations

import logging
from pathlib import Path

import pytest

from broadcaster.speech import store
from broadcaster.speech.model import Clip
from broadcaster.speech.store import Clips, ClipSpool

CLIPS = [Clip(samples=bytes([n]) * 2 * (n + 1), rate=22050) for n in range(9)]


def _kept(folder: Path) -> Clips:
    spool = ClipSpool(folder)
    return Clips([spool.add(clip) for clip in CLIPS])


def test_few_clips_are_the_same_objects(tmp_path: Path) -> None:
    clips = _kept(tmp_path)
    assert [id(clip) for clip in clips] == [id(clip) for clip in CLIPS]
    assert not list(tmp_path.iterdir())


def test_many_clips_come_back_from_a_file_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_IN_MEMORY", 10)
    clips = _kept(tmp_path / "clips")
    assert clips[3] is not CLIPS[3]
    assert [clips[n] for n in reversed(range(9))] == CLIPS[::-1]
    assert list(clips[2:5]) == CLIPS[2:5]
    assert not list((tmp_path / "clips").iterdir())


def test_many_clips_stay_in_memory_where_no_file_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "_IN_MEMORY", 10)
    (tmp_path / "file").touch()
    with caplog.at_level(logging.WARNING):
        clips = _kept(tmp_path / "file")
    assert list(clips) == CLIPS
    assert len(caplog.records) == 1
