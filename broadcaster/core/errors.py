"""All error classes of the program, as one tree.

    BroadcasterError
    ├── ItemError           one message, schedule … with which something unforeseen went wrong
    ├── StationError        a station folder that cannot be used (has its problems)
    ├── ReadingError        text that cannot be turned into words
    ├── SpeechError         no clip could be made
    │   ├── EngineMissing   the engine or its voice is not installed
    │   ├── EngineFailed    the engine crashed, hung or gave no sound
    │   │   ├── EngineChanged   its voice was replaced while it spoke; it works
    │   │   ├── EngineHurried   it took too long for somebody who waits; it works
    │   │   └── EngineRefused   it may not say these words now; it works
    │   ├── EngineBusy      the engine asks to wait (HTTP 429, or a back-off)
    │   └── VoiceError      a voice cannot be downloaded, verified or stored
    ├── StudioError         a recording that cannot be decoded, a mix that cannot be made
    ├── StoreError          disk full, folder not writable, damaged store
    ├── TimetableError      a plan that cannot be computed
    ├── PlayoutError        no output device, air process lost, keyer fault
    │   └── NoOutput        no sound device answers
    ├── JournalError        the journal cannot be opened, or its chain is broken
    ├── LettersError        a letter that cannot be read
    ├── ReportError         a report that cannot be made
    ├── BackupError         a backup that cannot be made or put back
    ├── NoticesError        a notice that cannot be kept or sent
    ├── AlertsError         alerts from above that cannot be judged here
    ├── FleetError          a centre's campaigns that cannot be published, taken or placed
    ├── PeopleError         nobody knows who asks, or they may not
    └── ServiceError        a station is running already, or none is

An error states facts: `code` is a key of the text catalogue, `facts` its values. Only the
command line and the console turn it into a sentence (`core.text.catalogue.explain`). Where a fact is a
sentence itself, it is a `Phrase`: whoever asks has it in their own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence that is a fact of another one; worded only when that one is.

    Args:
        code: key in the text catalogue.
        advised: say what to do about it too, where the catalogue has advice.
    """

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()
    advised: bool = False


Fact = str | Phrase
"""A fact that can be kept and compared."""

ARTICLE = "article"
"""The fact that names the article of the ward's Quy chế on which a refusal stands."""


class BroadcasterError(Exception):
    """Root of all errors that this program raises on purpose.

    Args:
        code: key in the text catalogue, such as `studio.cannot_decode`; a key with `.hint`
            added, where the catalogue has it, says what to do.
        facts: values named in the catalogue's sentence.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """The form for logs: code and facts. Officers never see it."""
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class ItemError(BroadcasterError):
    """Something unforeseen went wrong with one item; it alone is set aside (see `containment`)."""


class StationError(BroadcasterError):
    """A station folder that cannot be used."""


class ReadingError(BroadcasterError):
    """Text that cannot be turned into words."""


class SpeechError(BroadcasterError):
    """No clip could be made."""


class EngineMissing(SpeechError):
    """The engine or its voice is not installed."""


class EngineFailed(SpeechError):
    """The engine crashed, hung or gave no sound."""


class EngineChanged(EngineFailed):
    """The engine's voice was replaced while it spoke."""


class EngineHurried(EngineFailed):
    """The engine works, but too slowly for somebody who waits."""


class EngineRefused(EngineFailed):
    """The engine works, but may not say these words now."""


class EngineBusy(SpeechError):
    """The engine asks to wait."""


class VoiceError(SpeechError):
    """A voice cannot be downloaded, verified or stored."""


class StudioError(BroadcasterError):
    """A recording that cannot be decoded or a mix that cannot be made."""


class StoreError(BroadcasterError):
    """Disk full, folder not writable, or a damaged store."""


class TimetableError(BroadcasterError):
    """A plan that cannot be computed."""


class PlayoutError(BroadcasterError):
    """The air path cannot do what was asked."""


class NoOutput(PlayoutError):
    """No sound device answers."""


class JournalError(BroadcasterError):
    """The journal cannot be opened or its chain is broken."""


class LettersError(BroadcasterError):
    """A letter that cannot be read, or a draft that cannot be written."""


class ReportError(BroadcasterError):
    """A report that cannot be made."""


class BackupError(BroadcasterError):
    """A backup that cannot be made, or that is not put back."""


class NoticesError(BroadcasterError):
    """A notice that cannot be kept or sent."""


class FleetError(BroadcasterError):
    """A centre's campaigns cannot be published, taken or placed."""


class AlertsError(BroadcasterError):
    """Alerts from above cannot be judged here."""


class PeopleError(BroadcasterError):
    """It is not known who asks, or they have no right to what they ask for."""


class ServiceError(BroadcasterError):
    """A station is running already, or none is."""


def kept(facts: Mapping[str, object]) -> tuple[tuple[str, Fact], ...]:
    """The facts of an error in the form in which they can be kept."""
    return tuple((name, fact if isinstance(fact, Phrase) else str(fact)) for name, fact in facts.items())


def phrase(error: BroadcasterError) -> Phrase:
    """An error as a fact of another one, with its advice."""
    return Phrase(code=error.code, facts=kept(error.facts), advised=True)


class FaultSink(Protocol):
    """Takes what goes wrong while the station runs, for `status`, log and journal. From any thread."""

    def report(self, error: BroadcasterError) -> None:
        """Keep a fault."""

    def over(self, errors: Sequence[BroadcasterError]) -> None:
        """Forget faults that are over."""


class FaultList(list[BroadcasterError]):
    """Holds what was reported, and in `ended` what is over; the fake, too."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[BroadcasterError] = []

    def report(self, error: BroadcasterError) -> None:
        """Keep a fault."""
        self.append(error)

    def over(self, errors: Sequence[BroadcasterError]) -> None:
        """Keep apart what is over."""
        self.ended += errors
