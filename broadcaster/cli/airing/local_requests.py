"""What may be asked to air, where no station runs: looked up, allowed, and asked of one in this process."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from broadcaster.api.protocol.airing import (
    AskCatchUp,
    AskCorrect,
    AskHear,
    AskPlay,
    AskPlayFile,
    AskSay,
    AskTest,
)
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import LoadedStation
from broadcaster.cli.airing.progress import show_corrected
from broadcaster.cli.airing.requests import AirRequest, RehearsalRequest
from broadcaster.core.errors import ServiceError
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.operator.rehearsal import RehearsalOrder
from broadcaster.playout.requests import manual_request as found
from broadcaster.playout.requests.by_hand import Requester
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.comparison.trial import choose, with_voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.studio.script.excerpt import Passage
from broadcaster.studio.script.loose_messages import filed, passage, spoken

Heard = Callable[[Collection[str]], bool]
"""Whether the ward hears what is rehearsed for some zones; see `local.heard_on`."""

LocalRequest = AirRequest | AskCorrect


def is_rehearsal(asked: LocalRequest) -> bool:
    """True for what airs with the keying off."""
    return isinstance(asked, RehearsalRequest) and asked.rehearse


def needs(asked: LocalRequest, station: Station, heard: Heard) -> Action:
    """The right that it needs."""
    match asked:
        case AskPlay():
            return requirements.to_play(station, asked.message, asked.how(), heard=heard(asked.zones))
        case AskPlayFile() | AskSay():
            return requirements.to_air(asked.how(), heard=heard(asked.zones))
        case AskHear():
            return Action.SPEAK if heard(()) else Action.REHEARSE
        case AskCatchUp() | AskCorrect():
            return Action.SPEAK
        case AskTest():
            return Action.MAINTAIN


def find(asked: LocalRequest, opened: LoadedStation, by: Requester) -> ManualRequest | None:
    """Look it up: what is wrong with it is raised before an output is opened for it."""
    station = opened.station
    match asked:
        case AskPlay():
            return found.by_name(station, asked.message, asked.how(by))
        case AskPlayFile():
            return found.file(station, Path(asked.path), asked.how(by))
        case AskSay():
            return found.typed(station, asked.text, asked.how(by), voice=asked.voice)
        case AskHear():
            return found.excerpt(station, _passage(asked), by)
        case AskCatchUp():
            return found.make_up_airing(station, opened.to_make_up(asked.what), by=by)
        case AskTest():
            return found.keying_test(station, asked.zone, who=by.shown)
        case AskCorrect():
            spoken(asked.text)
            find_message(station, asked.name)
            return None


def ask(asked: LocalRequest, station: StationFacade, by: Requester) -> str:
    """Ask a station in this process for it, in the name of `by`; the ticket."""
    match asked:
        case AskPlay():
            return station.play(asked.message, asked.how(by))
        case AskPlayFile():
            return station.play_file(Path(asked.path), asked.how(by))
        case AskSay():
            return station.say(asked.text, asked.how(by), voice=asked.voice)
        case AskHear():
            return station.hear(_passage(asked), by)
        case AskCatchUp():
            return station.catch_up(asked.what, by=by)
        case AskTest():
            return station.test_keying(asked.zone, who=by.shown)
        case AskCorrect():
            done = station.correct(asked.name, asked.text, by)
            show_corrected(ended=done.ended, held=done.suspended)
            if done.ticket is None:
                raise done.fault or ServiceError("service.no_answer")
            return done.ticket


def rehearsed(asked: RehearsalRequest, station: Station) -> RehearsalOrder:
    """What is rehearsed on an output of its own."""
    match asked:
        case AskPlay():
            return RehearsalOrder(station=station, message=find_message(station, asked.message))
        case AskPlayFile():
            station, message = filed(station, Path(asked.path))
            return RehearsalOrder(station=station, message=message)
        case AskHear():
            station, message = passage(station, _passage(asked))
            return RehearsalOrder(station=station, message=message)
        case AskSay():
            message = spoken(asked.text)
            if asked.voice is None:
                return RehearsalOrder(station=station, message=message)
            installed = Shelf(voices_folder(station)).voices()
            choice = choose(station, asked.voice, (known.name for known in installed))
            return RehearsalOrder(station=with_voice(station, choice), message=message, engine=choice.engine)


def _passage(asked: AskHear) -> Passage:
    return Passage(
        text=asked.text,
        message=asked.message,
        sentence=asked.sentence,
        span=asked.span,
        readings=asked.readings,
    )
