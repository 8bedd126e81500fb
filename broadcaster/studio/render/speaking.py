"""The lines of a script as clips, all by one engine and voice."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from broadcaster.errors import EngineChanged
from broadcaster.speech import Speaker
from broadcaster.speech.clips.sequence import Clips, Load
from broadcaster.speech.model import Engine, EngineIdentity
from broadcaster.speech.speaker import Progress, Spoken
from broadcaster.studio.script.script import Script

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The clips of a script."""

    clips: Clips = field(default_factory=Clips)  # one for each line, in order
    identity: EngineIdentity | None = None  # the voice; None where nothing is spoken
    made: int = 0  # distinct clips that were made
    reused: int = 0  # distinct clips that were stored


def identify(speaker: Speaker, engine: Engine, script: Script) -> EngineIdentity:
    """The voice that `engine` would speak a script with.

    Raises:
        EngineMissing, EngineFailed, EngineBusy: the engine cannot speak.
    """
    return speaker.identity(engine, _voices(script), _rate(script))


def speak(
    speaker: Speaker, engine: Engine | None, script: Script, progress: Progress | None = None
) -> Speech:
    """Speak every line of a script; once more from the beginning if the voice is exchanged meanwhile.

    Args:
        speaker: has the engines and the stored clips.
        engine: who speaks; None where nothing is spoken.
        script: its message's voice and its station's rate count.
        progress: called after each distinct sentence.

    Raises:
        SpeechError: the engine cannot say a line, or its voice was exchanged twice.
    """
    if engine is None:
        return Speech()
    try:
        return _speak(speaker, engine, script, progress)
    except EngineChanged:
        _log.info(
            "%s: the voice of %s was exchanged; the message is begun again", script.message.id, engine.name
        )
        return _speak(speaker, engine, script, progress)


def _speak(speaker: Speaker, engine: Engine, script: Script, progress: Progress | None) -> Speech:
    """Speak the lines of one pace after those of another, and put the clips in their order.

    Raises:
        EngineChanged: another voice was installed in between.
    """
    identity = identify(speaker, engine, script)
    lines, total = script.lines, script.distinct
    clips: dict[int, Load] = {}
    passes: list[Spoken] = []
    for pace in dict.fromkeys(line.pace for line in lines):
        chosen = [n for n, line in enumerate(lines) if line.pace == pace]
        done = sum(spoken.made + spoken.reused for spoken in passes)
        words = [lines[n].words for n in chosen]
        rate = round(_rate(script) * pace)
        report = _after(done, total, progress) if progress else None
        passes.append(speaker.speak(engine, words, _voices(script), rate, report))
        clips.update(zip(chosen, passes[-1].clips.loads, strict=True))
    # Each pass has one voice; between two of them it may have changed as well.
    if identify(speaker, engine, script) != identity:
        raise EngineChanged("speech.voice_changed", engine=engine.name)
    return Speech(
        clips=Clips(clips[n] for n in range(len(lines))),
        identity=identity,
        made=sum(spoken.made for spoken in passes),
        reused=sum(spoken.reused for spoken in passes),
    )


def _after(done: int, total: int, progress: Progress) -> Progress:
    """The progress of one pass of several."""
    return lambda count, _of_pass: progress(done + count, total)


def _voices(script: Script) -> dict[str, str]:
    return dict(script.station.settings.voices.get(script.message.voice, {}))


def _rate(script: Script) -> int:
    return script.station.settings.speech.rate
