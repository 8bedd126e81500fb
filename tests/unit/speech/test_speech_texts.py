from __future__ import annotations

import re
from pathlib import Path

import broadcaster.speech
from tests.catalogue import pairs

TEXTS = pairs("speech")


def test_every_code_that_the_room_raises_has_its_texts() -> None:
    folder = Path(broadcaster.speech.__file__).parent
    codes = {
        code for path in folder.rglob("*.py") for code in re.findall(r'"(speech\.\w+)"', path.read_text())
    }
    assert len(codes) > 15
    assert codes | {"speech.hung", "speech.crashed", "speech.not_loaded"} <= set(TEXTS)


def test_every_text_names_the_same_facts_in_both_languages() -> None:
    for vietnamese, english in TEXTS.values():
        assert set(re.findall(r"{(\w+)}", vietnamese)) == set(re.findall(r"{(\w+)}", english))
