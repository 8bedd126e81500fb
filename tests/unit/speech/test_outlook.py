"""Who speaks, in one line, and how to get a clearer voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.speech.overview import outlook
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Speech


@pytest.mark.parametrize(
    ("engines", "online", "there", "code", "told"),
    [
        (("piper", "gtts", "espeak"), True, False, "network", ("gtts", "espeak", "pip install")),
        (
            ("piper", "gtts", "espeak"),
            True,
            True,
            "network",
            ("gtts", "espeak", "broadcaster voices install"),
        ),
        (("piper", "gtts", "espeak"), False, False, "plain", ("espeak", "pip install")),
        (("gtts",), True, True, "network", ("gtts", "espeak", "speech.engines")),
        (("espeak",), True, True, "plain", ("espeak", "speech.engines")),
        (("espeak", "piper"), True, False, "plain", ("espeak", "pip install")),
        (("tone",), True, False, "clear", ("tone",)),
        (("vieneu", "espeak"), True, False, "plain", ("espeak", "pip install 'vieneu", "v3nano")),
        (("vieneu", "gtts"), True, True, "network", ("gtts", "broadcaster voices install v3nano")),
    ],
)
def test_voice_is_told_with_the_way_to_a_clearer_one(
    tmp_path: Path, engines: tuple[str, ...], online: bool, there: bool, code: str, told: tuple[str, ...]
) -> None:
    settings = replace(Settings(name="A"), speech=Speech(engines=engines, online=online))
    found, facts = outlook(settings, tmp_path, installed=lambda _name: there)
    assert found == f"speech.outlook.{code}"
    line = say(found, **facts)
    assert [word for word in told if word not in line] == []
