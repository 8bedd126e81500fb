"""The registry of speech engines: every name that station.yaml may give, as plain data.

`speech/engines/registry.py` makes the engines of it; the form of `speech:` reads the names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineEntry:
    """One engine: where its class is, and what must be known before it is imported."""

    module: str  # below `speech/`, such as `engines.tone`
    maker: str  # the class in the module
    offline: bool  # false: it sends the words over the internet
    extra: str | None = None  # the package extra that brings its libraries; None: in the core
    voices: bool = False  # true if it is made with the folder of the installed voices
    heavy: bool = False  # true: perhaps slower than its words; no emergency before that was measured
    offered: bool = True  # false: taken where it is written, named in no hint and no schema
    says_words: bool = True  # false: only sounds, so an emergency is given to it last of all
    own_voices: str = (
        ".*"  # pattern of the voices that station.yaml may name; whatever is installed, by default
    )


ENGINES = {
    # Of its hundred languages the Vietnamese accents; of its timbres those that are no joke and no whisper.
    "espeak": EngineEntry(
        module="engines.espeak",
        maker="EspeakEngine",
        offline=True,
        own_voices=r"(?i:vi(-vn-x-(central|south))?)(\+(f[1-5]|m[1-8]))?",
    ),
    "piper": EngineEntry(
        module="engines.piper", maker="PiperEngine", offline=True, extra="piper", voices=True
    ),
    "vieneu": EngineEntry(
        module="engines.vieneu", maker="VieneuEngine", offline=True, extra="vieneu", voices=True, heavy=True
    ),
    "gtts": EngineEntry(module="network.gtts", maker="GttsEngine", offline=False),
    "edge": EngineEntry(module="network.edge", maker="EdgeEngine", offline=False, extra="edge"),
    # Says every word as a tone, for tests and for trying a sound path without a voice.
    "tone": EngineEntry(
        module="engines.tone", maker="ToneEngine", offline=True, offered=False, says_words=False
    ),
}

ONLINE_ENGINES = frozenset(name for name, entry in ENGINES.items() if not entry.offline)
"""They send the words over the internet."""

SPEECHLESS_ENGINES = frozenset(name for name, entry in ENGINES.items() if not entry.says_words)
"""They sound, but nobody understands them."""
