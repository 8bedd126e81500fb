"""A sound input that cannot be opened: those that could are named."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.playout.source import microphone
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin
from broadcaster.playout.source.inputs import SoundInput


class PortAudioError(Exception):
    """As sounddevice's."""


def _opened(**_wish: object) -> object:
    raise PortAudioError("Error querying device 'sai'")


@pytest.mark.parametrize(
    ("devices", "fault"),
    [
        ([("Loa", 0), ("USB Audio", 2), ("Monitor", 1)], "playout.input_unknown 1: USB Audio, 2: Monitor"),
        ([("Loa", 0)], "playout.input_missing"),
    ],
    ids=["some", "none"],
)
def test_input_that_is_not_there_names_those_that_are(
    monkeypatch: pytest.MonkeyPatch, devices: list[tuple[str, int]], fault: str
) -> None:
    known = [
        {"index": index, "name": name, "max_input_channels": channels}
        for index, (name, channels) in enumerate(devices)
    ]
    fake = SimpleNamespace(PortAudioError=PortAudioError, RawInputStream=_opened, query_devices=lambda: known)
    monkeypatch.setattr(microphone, "sounddevice", fake)
    choice = SourceChoice(origin=SourceOrigin.INPUT, address="sai", rate=24000, longest=60)
    source = SoundInput(choice, 240)
    source.start()
    assert source.fault == fault
    code, _, detail = fault.partition(" ")
    assert detail in say(code, detail=detail)
    source.close()
