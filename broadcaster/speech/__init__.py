"""Words become clips of speech: engines behind one protocol, the clip store, the choice of engine."""

from broadcaster.speech.model import Clip, Engine, EngineIdentity
from broadcaster.speech.registry import EMBEDDED, KNOWN, open_engines
from broadcaster.speech.speaker import Speaker, Spoken
from broadcaster.speech.store import ClipStore

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
