"""What a sentence may cost; speaking itself is tested in `test_piper.py`."""

from __future__ import annotations

from broadcaster.speech.engines.voice_process import Allowance


def _question(words: str, stretch: float = 1.0) -> dict[str, object]:
    return {"words": words, "length_scale": stretch}


def test_sentence_may_take_several_times_what_the_costliest_before_it_took() -> None:
    allowance = Allowance()
    assert allowance.seconds(_question("a" * 80)) == 0
    allowance.note(_question("a" * 40), 0.4)
    allowance.note(_question("a" * 80), 0.4)
    assert allowance.seconds(_question("a" * 80)) == 4
    assert allowance.seconds(_question("a" * 80, 1.5)) == 6


def test_short_sentence_may_take_a_second_whatever_the_others_took() -> None:
    allowance = Allowance()
    allowance.note(_question("a" * 40), 0.2)
    assert allowance.seconds(_question("vâng")) == 1
