"""The terminal says that one is on the air only when one is: whoever speaks into the chime is not heard."""

from __future__ import annotations

import pytest

from broadcaster.cli.playout.live import _label
from broadcaster.core.text.catalogue import say


@pytest.mark.parametrize(
    ("pressed", "stage", "weak", "label"),
    [
        (False, "waiting", False, "cli.live_shut"),
        (True, "waiting", False, "cli.live_wait"),
        (True, "opening", True, "cli.live_wait"),
        (True, "sound", False, "cli.live_open"),
        (True, "sound", True, "cli.live_weak"),
        (False, "sound", True, "cli.live_shut"),
    ],
)
def test_label_follows_button_and_stage(pressed: bool, stage: str, weak: bool, label: str) -> None:
    assert _label(open=pressed, stage=stage, weak=weak) == label


@pytest.mark.parametrize("language", ["vi", "en"])
def test_labels_cover_each_other_on_the_line(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", language)
    assert len({len(say(f"cli.live_{state}")) for state in ("open", "wait", "shut", "weak")}) == 1
