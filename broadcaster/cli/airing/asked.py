"""What a command asks to air: through the running station, from this process, or as a rehearsal apart."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from broadcaster.console.answers.airing import Taken
    from broadcaster.console.client.client import Client
    from broadcaster.people.model import Action
    from broadcaster.service.operator.manual.manual_request import ManualRequest
    from broadcaster.service.operator.preview import Wanted
    from broadcaster.service.requests.how import By, How
    from broadcaster.service.station.facade import StationFacade
    from broadcaster.service.station.loaded import LoadedStation
    from broadcaster.station.model import Station
    from broadcaster.studio.excerpt import Passage

Heard = Callable[[Collection[str]], bool]
"""Whether the ward hears what is rehearsed for some zones; see `headphones.heard_on`."""


class Asked(Protocol):
    """Something to air."""

    @property
    def rehearse(self) -> bool:
        """True for a rehearsal."""

    def of(self, client: Client) -> Taken:
        """Ask the running station for it."""

    def here(self, station: StationFacade, by: By) -> str:
        """Ask a station in this process for it, in the name of `by`; the ticket."""

    def find(self, opened: LoadedStation, by: By) -> ManualRequest | None:
        """Look it up; raises what is wrong with it before an output is opened for it."""

    def needs(self, station: Station, heard: Heard) -> Action:
        """The right that it needs where this process airs it; `heard` knows where a rehearsal is heard."""


class AskedApart(Asked, Protocol):
    """Something that can be heard apart from the loudspeakers."""

    def wanted(self, station: Station) -> Wanted:
        """What is rehearsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAsked:
    """A message of the station, by its id."""

    message: str
    how: How

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.play(self.message, self.how)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.play(self.message, self.how.asked_by(by))

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import by_name

        return by_name(opened.station, self.message, self.how.asked_by(by))

    def wanted(self, station: Station) -> Wanted:
        """See `AskedApart`."""
        from broadcaster.service.operator.preview import Wanted
        from broadcaster.station.lookup import find_message

        return Wanted(station=station, message=find_message(station, self.message))

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.service.access import needed

        return needed.to_play(station, self.message, self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAsked:
    """A sound file of this computer."""

    path: Path
    how: How

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.play_file(self.path, self.how)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.play_file(self.path, self.how.asked_by(by))

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import file

        return file(opened.station, self.path, self.how.asked_by(by))

    def wanted(self, station: Station) -> Wanted:
        """See `AskedApart`."""
        from broadcaster.service.as_run.unstored import filed
        from broadcaster.service.operator.preview import Wanted

        station, message = filed(station, self.path)
        return Wanted(station=station, message=message)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.service.access import needed

        return needed.to_air(self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAsked:
    """A text that was typed; `voice` speaks it instead of the station's own."""

    text: str
    how: How
    voice: str | None = None

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return self.how.rehearse

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.say(self.text, self.how, voice=self.voice)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.say(self.text, self.how.asked_by(by), voice=self.voice)

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import typed

        return typed(opened.station, self.text, self.how.asked_by(by), voice=self.voice)

    def wanted(self, station: Station) -> Wanted:
        """See `AskedApart`."""
        from broadcaster.service.as_run.unstored import spoken
        from broadcaster.service.operator.preview import Wanted
        from broadcaster.speech.voices import Shelf
        from broadcaster.studio.comparison.trial import choose, with_voice
        from broadcaster.studio.render.opening import voices_folder

        message = spoken(self.text)
        if self.voice is None:
            return Wanted(station=station, message=message)
        installed = Shelf(voices_folder(station)).voices()
        choice = choose(station, self.voice, (found.name for found in installed))
        return Wanted(station=with_voice(station, choice), message=message, engine=choice.engine)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.service.access import needed

        return needed.to_air(self.how, heard=heard(self.how.zones))


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageAsked:
    """A sentence or a span of a text, as a rehearsal."""

    passage: Passage

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return True

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.hear(self.passage)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.hear(self.passage, by)

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import excerpt

        return excerpt(opened.station, self.passage, by)

    def wanted(self, station: Station) -> Wanted:
        """See `AskedApart`."""
        from broadcaster.service.as_run.unstored import passage
        from broadcaster.service.operator.preview import Wanted

        station, message = passage(station, self.passage)
        return Wanted(station=station, message=message)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.people.model import Action

        return Action.SPEAK if heard(()) else Action.REHEARSE


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedAsked:
    """What was missed or interrupted, by its message or the id of its airing."""

    what: str

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return False

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.catch_up(self.what)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.catch_up(self.what, by=by)

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import make_up_airing

        return make_up_airing(opened.station, opened.to_make_up(self.what), by=by)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.people.model import Action

        return Action.SPEAK


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingTestAsked:
    """Some words of test in one zone, or in all."""

    zone: str | None

    @property
    def rehearse(self) -> bool:
        """See `Asked`."""
        return False

    def of(self, client: Client) -> Taken:
        """See `Asked`."""
        return client.test_keying(self.zone)

    def here(self, station: StationFacade, by: By) -> str:
        """See `Asked`."""
        return station.test_keying(self.zone, who=by.shown)

    def find(self, opened: LoadedStation, by: By) -> ManualRequest:
        """See `Asked`."""
        from broadcaster.service.operator.manual.manual_request import keying_test

        return keying_test(opened.station, self.zone, who=by.shown)

    def needs(self, station: Station, heard: Heard) -> Action:
        """See `Asked`."""
        from broadcaster.people.model import Action

        return Action.MAINTAIN
