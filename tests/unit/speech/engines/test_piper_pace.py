"""Every reader of a voice has a pace of their own; speaking itself is tested in `test_piper.py`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.speech.engines.neural import VoiceReader
from broadcaster.speech.engines.piper import PiperEngine
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.model import Clip
from broadcaster.speech.voices.installation import from_file, look
from broadcaster.speech.voices.shelf import Shelf

pytest.importorskip("piper", reason="the extra piper is not installed")
CONFIG = {
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "vi"},
    "num_symbols": 256,
    "num_speakers": 3,
    "phoneme_id_map": {"a": [1]},
}
OWN = {"": 200, "1": 200, "2": 260}  # syllables a minute of each reader at stretch 1


class Readers(PiperEngine):
    """Tones at each reader's own pace instead of the neural voice."""

    asked = 0

    def _say(self, reader: VoiceReader, words: str, stretch: float) -> tuple[Clip, float]:
        self.asked += 1
        return ToneEngine().synthesize(words, None, round(OWN[reader.name] / stretch)), 1.0


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "doc.onnx").write_bytes(b"model")
    (tmp_path / "usb" / "doc.onnx.json").write_text(json.dumps(CONFIG))
    folder = tmp_path / "voices"
    stick = look(tmp_path / "usb" / "doc.onnx", {})
    from_file(Shelf(folder), stick, FakeClock(datetime(2021, 2, 3, tzinfo=UTC)))
    return folder


def _stretch(engine: PiperEngine, voice: str) -> float:
    return float(dict(engine.identity(voice, 200).settings)["length_scale"])


def test_fast_reader_is_stretched_more_than_a_slow_one_of_the_same_model(voices: Path) -> None:
    engine = Readers(voices)
    assert _stretch(engine, "doc") == pytest.approx(1.0, abs=0.03)
    assert _stretch(engine, "doc+2") == pytest.approx(1.3, abs=0.03)
    assert _stretch(engine, "doc+1") == pytest.approx(1.0, abs=0.03)


def test_pace_of_a_reader_is_measured_once_and_kept(voices: Path) -> None:
    engine = Readers(voices)
    stretches = [_stretch(engine, f"doc+{number}") for number in (1, 2)]
    again = Readers(voices)
    assert [_stretch(again, f"doc+{number}") for number in (1, 2)] == stretches
    assert again.asked == 0
