"""What was rendered, as text and as JSON: one line or object for each message and each piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.message import Message, Play, Relay
from broadcaster.studio.script.programme import Programme, session_frames

Sound = Programme | Relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message with its programme; with its pieces if it relays a source: they cannot be one file."""

    message: Message
    words_digest: str
    sounds: tuple[Sound, ...]

    @property
    def whole(self) -> Programme | None:
        """Its programme; None where it relays."""
        relays = any(isinstance(part, Relay) for part in self.message.parts)
        return next((s for s in self.sounds if isinstance(s, Programme)), None) if not relays else None

    @property
    def duration(self) -> float:
        """Seconds on the air: the pieces without the openings and closings between them."""
        last = len(self.sounds) - 1
        return sum(
            sound.length
            if isinstance(sound, Relay)
            else len(session_frames(sound, first=place == 0, last=place == last)) / sound.rate
            for place, sound in enumerate(self.sounds)
        )


def as_json(rendered: Rendered) -> dict[str, object]:
    """The object of one message, as `render --format json` prints it."""
    recordings = [
        {"path": part.recording, "language": part.language, "title": part.title}
        for part in rendered.message.parts
        if isinstance(part, Play)
    ]
    if rendered.whole is not None:
        return {**_programme(rendered.whole), "recordings": recordings}
    return {
        "message": rendered.message.id,
        "duration_s": round(rendered.duration, 3),
        "words_digest": rendered.words_digest,
        "recordings": recordings,
        "pieces": [
            {"relay": sound.source, "duration_s": sound.length}
            if isinstance(sound, Relay)
            else _programme(sound)
            for sound in rendered.sounds
        ],
    }


def _programme(programme: Programme) -> dict[str, object]:
    return {
        "message": programme.message,
        "duration_s": round(programme.duration, 3),
        "loudness_lufs": programme.loudness_lufs,
        "true_peak_dbtp": programme.true_peak_dbtp,
        "clips_made": programme.clips_made,
        "clips_reused": programme.clips_reused,
        "engine": programme.engine,
        "voice": programme.voice,
        "fallback": programme.fallback,
        "path": str(programme.path),
        "digest": programme.sound_digest,
        "words_digest": programme.words_digest,
        "sound_digest": programme.sound_digest,
    }


def as_text(message: str, sounds: Sequence[Sound]) -> list[str]:
    """A line for each sound of a message."""
    return [_relay(message, sound) if isinstance(sound, Relay) else line(sound) for sound in sounds]


def _relay(message: str, relay: Relay) -> str:
    minutes, seconds = divmod(round(relay.length), 60)
    return say("studio.relayed", message=message, minutes=minutes, seconds=seconds, source=relay.source)


def line(programme: Programme) -> str:
    """A programme in one line."""
    minutes, seconds = divmod(round(programme.duration), 60)
    voice = say("studio.voice", engine=programme.engine) if programme.engine else say("studio.no_voice")
    if programme.fallback:
        voice = say("studio.other_voice", engine=programme.engine, preferred=programme.preferred)
    return say(
        "studio.rendered",
        message=programme.message,
        minutes=minutes,
        seconds=seconds,
        loudness=programme.loudness_lufs,
        peak=programme.true_peak_dbtp,
        voice=voice,
        made=programme.clips_made,
        reused=programme.clips_reused,
        path=programme.path,
    )
