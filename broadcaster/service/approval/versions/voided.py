"""Which approvals a change of the lexicon, the place, the manner of reading or the voice would make void."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from broadcaster.containment import Kind, fault_of
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.versions.pinning import Digest
from broadcaster.station.model import Bind, Message, Settings, Station


def voided(before: Station, after: Station, decisions: Decisions, digest: Digest) -> tuple[str, ...]:
    """The messages that are approved as they are in `before` and would not be in `after`, in order.

    Args:
        before: the station as it is.
        after: the station as it would be.
        decisions: what was approved.
        digest: of the words of a message.
    """
    if not after.settings.approval.required:
        return ()
    other_sound = after.settings.approval.bind is Bind.SOUND and _sound(before.settings) != _sound(
        after.settings
    )
    found = []
    for name in sorted(decisions.messages):
        yes = decisions.of(name).yes
        if yes is None or name not in before.messages or name not in after.messages:
            continue
        if _words(before, name, digest) != yes.version.words:
            continue  # it is void already
        if other_sound or _words(after, name, digest) != yes.version.words:
            found.append(name)
    return tuple(found)


def with_reading(station: Station, written: str, spoken: str | None, message: str | None) -> Station:
    """The station as a reading would make it; None for `spoken` takes the reading away."""
    if message is None:
        return replace(station, lexicon=MappingProxyType(_changed(dict(station.lexicon), written, spoken)))
    known = station.messages.get(message)
    if known is None:
        return station
    lexicon = MappingProxyType(_changed(dict(known.lexicon), written, spoken))
    messages: dict[str, Message] = {**station.messages, message: replace(known, lexicon=lexicon)}
    return replace(station, messages=MappingProxyType(messages))


def _changed(lexicon: dict[str, str], written: str, spoken: str | None) -> dict[str, str]:
    same = next((form for form in lexicon if form.casefold() == written.casefold()), written)
    if spoken is None:
        lexicon.pop(same, None)
    else:
        lexicon[same] = spoken
    return lexicon


def _words(station: Station, name: str, digest: Digest) -> str | None:
    try:
        return digest(station, station.messages[name])
    except Exception as error:
        fault_of(Kind.MESSAGE, name, error)
        return None


def _sound(settings: Settings) -> tuple[object, ...]:
    return (settings.speech, settings.voices, settings.sound, settings.sirens)
