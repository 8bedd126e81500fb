"""What a command asks to air: through the running station, from this process, or as a rehearsal apart."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

from broadcaster.api.protocol.airing import AskCatchUp, AskHear, AskPlay, AskPlayFile, AskSay, AskTest
from broadcaster.people.roles.model import Action
from broadcaster.speech.voices.shelf import Shelf

if TYPE_CHECKING:
    from broadcaster.api.protocol.airing import Taken
    from broadcaster.api.protocol.client import Client
    from broadcaster.app.station.facade import StationFacade
    from broadcaster.app.station.foundation import LoadedStation
    from broadcaster.playout.operator.rehearsal import RehearsalOrder
    from broadcaster.playout.requests.by_hand import Requester, RequestTerms
    from broadcaster.playout.requests.manual_request import ManualRequest
    from broadcaster.station.model.station import Station
    from broadcaster.studio.script.excerpt import Passage

Heard = Callable[[Collection[str]], bool]
"""Whether the ward hears what is rehearsed for some zones; see `cli.airing.local.heard_on`."""


class AirRequest(Protocol):
    """Something to air."""

    @property
    def rehearse(self) -> bool:
        """True for a rehearsal."""

    def of(self, client: Client) -> Taken:
        """Ask the running station for it."""

    def here(self, station: StationFacade, by: Requester) -> str:
        """Ask a station in this process for it, in the name of `by`; the ticket."""

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest | None:
        """Look it up; raises what is wrong with it before an output is opened for it."""

    def needs(self, station: Station, heard: Heard) -> Action:
        """The right that it needs where this process airs it; `heard` knows where a rehearsal is heard."""


class RehearsalRequest(AirRequest, Protocol):
    """Something that can be heard apart from the loudspeakers."""

    def wanted(self, station: Station) -> RehearsalOrder:
        """What is rehearsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """A message of the station, by its id."""

    message: str
    how: RequestTerms

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(
            AskPlay(message=self.message, from_sentence=self.how.from_sentence, **_fields(self.how))
        )

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.play(self.message, self.how.asked_by(by))

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import by_name

        return by_name(opened.station, self.message, self.how.asked_by(by))

    def wanted(self, station: Station) -> RehearsalOrder:
        """See `RehearsalRequest`."""
        from broadcaster.playout.operator.rehearsal import RehearsalOrder
        from broadcaster.station.model.station import find_message

        return RehearsalOrder(station=station, message=find_message(station, self.message))

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""
        from broadcaster.people.access import requirements

        return requirements.to_play(station, self.message, self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequest:
    """A sound file of this computer."""

    path: Path
    how: RequestTerms

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(AskPlayFile(path=str(self.path), **_fields(self.how)))

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.play_file(self.path, self.how.asked_by(by))

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import file

        return file(opened.station, self.path, self.how.asked_by(by))

    def wanted(self, station: Station) -> RehearsalOrder:
        """See `RehearsalRequest`."""
        from broadcaster.playout.operator.rehearsal import RehearsalOrder
        from broadcaster.studio.script.loose_messages import filed

        station, message = filed(station, self.path)
        return RehearsalOrder(station=station, message=message)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""
        from broadcaster.people.access import requirements

        return requirements.to_air(self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRequest:
    """A text that was typed; `voice` speaks it instead of the station's own."""

    text: str
    how: RequestTerms
    voice: str | None = None

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(AskSay(text=self.text, voice=self.voice, **_fields(self.how)))

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.say(self.text, self.how.asked_by(by), voice=self.voice)

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import typed

        return typed(opened.station, self.text, self.how.asked_by(by), voice=self.voice)

    def wanted(self, station: Station) -> RehearsalOrder:
        """See `RehearsalRequest`."""
        from broadcaster.playout.operator.rehearsal import RehearsalOrder
        from broadcaster.studio.comparison.trial import choose, with_voice
        from broadcaster.studio.render.studio import voices_folder
        from broadcaster.studio.script.loose_messages import spoken

        message = spoken(self.text)
        if self.voice is None:
            return RehearsalOrder(station=station, message=message)
        installed = Shelf(voices_folder(station)).voices()
        choice = choose(station, self.voice, (found.name for found in installed))
        return RehearsalOrder(station=with_voice(station, choice), message=message, engine=choice.engine)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""
        from broadcaster.people.access import requirements

        return requirements.to_air(self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRequest:
    """A sentence or a span of a text, as a rehearsal."""

    passage: Passage

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return True

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(AskHear(**asdict(self.passage)))

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.hear(self.passage, by)

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import excerpt

        return excerpt(opened.station, self.passage, by)

    def wanted(self, station: Station) -> RehearsalOrder:
        """See `RehearsalRequest`."""
        from broadcaster.playout.operator.rehearsal import RehearsalOrder
        from broadcaster.studio.script.loose_messages import passage

        station, message = passage(station, self.passage)
        return RehearsalOrder(station=station, message=message)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""

        return Action.SPEAK if heard(()) else Action.REHEARSE


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpRequest:
    """What was missed or interrupted, by its message or the id of its airing."""

    what: str

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return False

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(AskCatchUp(what=self.what))

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.catch_up(self.what, by=by)

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import make_up_airing

        return make_up_airing(opened.station, opened.to_make_up(self.what), by=by)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""

        return Action.SPEAK


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingTestRequest:
    """Some words of test in one zone, or in all."""

    zone: str | None

    @property
    def rehearse(self) -> bool:
        """See `AirRequest`."""
        return False

    def of(self, client: Client) -> Taken:
        """See `AirRequest`."""
        return client.ask(AskTest(zone=self.zone))

    def here(self, station: StationFacade, by: Requester) -> str:
        """See `AirRequest`."""
        return station.test_keying(self.zone, who=by.shown)

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest:
        """See `AirRequest`."""
        from broadcaster.playout.requests.manual_request import keying_test

        return keying_test(opened.station, self.zone, who=by.shown)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `AirRequest`."""

        return Action.MAINTAIN


class _Fields(TypedDict):
    priority: str | None
    rehearse: bool
    zones: tuple[str, ...]


def _fields(how: RequestTerms) -> _Fields:
    return _Fields(priority=how.priority, rehearse=how.rehearse, zones=how.zones)
