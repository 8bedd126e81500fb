"""The terminal says that one is on the air only when one is: whoever speaks into the chime is not heard."""

from __future__ import annotations

import pytest

from broadcaster.cli.live import _label
from broadcaster.text import say


@pytest.mark.parametrize(
    ("pressed", "stage", "label"),
    [
        (False, "waiting", "cli.live_shut"),
        (True, "waiting", "cli.live_wait"),
        (True, "opening", "cli.live_wait"),
        (True, "sound", "cli.live_open"),
        (False, "sound", "cli.live_shut"),
    ],
)
def test_label_follows_button_and_stage(pressed: bool, stage: str, label: str) -> None:
    assert _label(open=pressed, stage=stage) == label


@pytest.mark.parametrize("language", ["vi", "en"])
def test_labels_cover_each_other_on_the_line(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", language)
    assert len({len(say(f"cli.live_{state}")) for state in ("open", "wait", "shut")}) == 1
