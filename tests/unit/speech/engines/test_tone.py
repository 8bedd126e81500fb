from __future__ import annotations

import pytest

from broadcaster.core.errors import EngineBusy, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.engines.tone import RATE, ToneEngine, ToneFault
from broadcaster.speech.samples import MARGIN


@pytest.mark.parametrize(("words", "count"), [("chào", 1), ("xin chào bà con", 4)])
def test_tone_lasts_as_long_as_its_syllables(words: str, count: int) -> None:
    clip = ToneEngine().synthesize(words, None, 200)
    assert clip.rate == RATE
    assert clip.frames / RATE == pytest.approx(count * 60 / 200 + 2 * MARGIN, abs=0.01)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (ToneFault.FAIL, EngineFailed),
        (ToneFault.HANG, EngineFailed),
        (ToneFault.CRASH, EngineFailed),
        (ToneFault.BUSY, EngineBusy),
        (ToneFault.MISSING, EngineMissing),
    ],
)
def test_tone_told_to_break_down_fails_so_until_it_is_mended(
    fault: ToneFault, kind: type[SpeechError]
) -> None:
    engine = ToneEngine()
    engine.break_down(fault, after=1)
    before = engine.synthesize("chào", None, 200)
    with pytest.raises(kind):
        engine.synthesize("chào", None, 200)
    engine.mend()
    assert engine.synthesize("chào", None, 200) == before
    assert engine.said == ["chào", "chào"]


def test_identity_of_a_missing_tone_engine_is_missing() -> None:
    engine = ToneEngine()
    engine.break_down(ToneFault.MISSING)
    with pytest.raises(EngineMissing):
        engine.identity(None, 200)
