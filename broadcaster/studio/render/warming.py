"""Makes a render process ready before there is a job: everything loaded, one short emergency made.

What is made is kept nowhere and airs nowhere.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.speech import EMBEDDED, Speaker
from broadcaster.station.model import Message, Priority, Say, Station
from broadcaster.studio.render.speaking import identify
from broadcaster.studio.script.digest import digests
from broadcaster.studio.script.script import Script, read_script

PAUSE = 0.1
"""Seconds between two steps: the process has full priority, and a machine that starts has much to do."""

_MODULES = (
    "yaml",
    "broadcaster.reading.rules.names.abbreviations",
    "broadcaster.reading",
    "numpy",
    "broadcaster.studio.mixing.body",
    "broadcaster.studio.render.mastered",
)  # each takes tens of milliseconds to load, and imports those before it
_SAMPLE = Message(
    id="(warm)",
    title="",
    priority=Priority.EMERGENCY,
    repeat=1,
    parts=(Say(text="Xin bà con chú ý: 1/1/2021."),),
)

_log = logging.getLogger(__name__)


def warm(station: Station, speaker: Speaker, wanted: threading.Event) -> None:
    """Load all that an emergency needs; returns early when `wanted` is set.

    Only the embedded engine speaks: a neural voice would need over 100 MB.

    Args:
        station: its settings choose the siren and the voice.
        speaker: its embedded engine speaks once.
        wanted: set as soon as a job waits.
    """
    for module in _MODULES:
        if wanted.wait(PAUSE):
            return
        importlib.import_module(module)
    if wanted.wait(PAUSE):
        return
    try:
        _make(read_script(station, _SAMPLE), speaker)
    except (BroadcasterError, OSError) as error:
        # A siren's recording, or eSpeak, cannot be used: the job that needs it reports that.
        _log.info("the render process is only partly ready: %s", error)


def _make(script: Script, speaker: Speaker) -> None:
    """The whole path of a message without its stores."""
    from broadcaster.studio.mixing.body import mix_body
    from broadcaster.studio.render.mastered import mastered, write

    (engine,) = speaker.order(offline_only=True, only=EMBEDDED)
    identity = identify(speaker, engine, script)
    digests(script, identity)
    try:
        clips = [engine.synthesize(line.words, identity.voice, identity.rate) for line in script.lines]
    finally:
        engine.close()  # its process starts anew in 40 ms, and would hold 8 MB while nobody speaks
    nowhere = Path(os.devnull)  # the sample is short: its samples are in memory only
    with mastered(script, mix_body(script, clips), nowhere) as sound:
        write(sound, nowhere)
