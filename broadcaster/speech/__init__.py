"""Words become clips of speech: engines behind one protocol, the clip store, the choice of engine."""

from broadcaster.speech.clips.store import ClipStore
from broadcaster.speech.engines.registry import EMBEDDED, KNOWN, open_engines
from broadcaster.speech.model import Clip, Engine, EngineIdentity
from broadcaster.speech.speaker import Speaker, Spoken

__all__ = [
    "EMBEDDED",
    "KNOWN",
    "Clip",
    "ClipStore",
    "Engine",
    "EngineIdentity",
    "Speaker",
    "Spoken",
    "open_engines",
]
