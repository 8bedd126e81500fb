"""Whether station.yaml names a voice, and the text in which it does."""

from __future__ import annotations

import pytest

from broadcaster.station.editing.voice_choice import is_chosen, with_engines, with_voice
from broadcaster.station.yaml.structure import data_of


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("name: Đài\n", False),
        ("name: Đài\nspeech: {rate: 170}\nvoices: {cham: {espeak: vi}}\n", False),
        ("name: Đài\nspeech: {engines: [espeak]}\n", True),
        ("name: Đài\nvoices: {default: {espeak: vi}}\n", True),
        ("", True),
        ("# chưa có gì\n", True),
        ("name: [\n", True),
        ("- name\n", False),
    ],
)
def test_voice_is_chosen_by_engines_or_by_name(text: str, chosen: bool) -> None:
    assert is_chosen(text) is chosen


def test_chosen_voice_is_first_and_the_rest_stays() -> None:
    text = "name: Đài\n# giọng\nspeech: {rate: 170}\nvoices: {default: {piper: a}}\n"
    made = with_voice(text, "espeak", "vi", ["piper", "espeak"])
    assert "# giọng" in made
    assert data_of(made)["speech"] == {"rate": "170", "engines": ["espeak", "piper"]}
    assert data_of(made)["voices"] == {"default": {"piper": "a", "espeak": "vi"}}


def test_engine_without_voices_is_named_alone() -> None:
    made = with_voice("name: Đài\n", "fpt", "fpt", ["espeak"])
    assert data_of(made) == {"name": "Đài", "speech": {"engines": ["fpt", "espeak"]}}


def test_engines_alone_keep_what_reads() -> None:
    assert is_chosen(with_engines("name: Đài\n", ["piper", "espeak"]))
