"""What may be asked to air, where no station runs: looked up, allowed, and asked of one in this process."""

from __future__ import annotations

from pathlib import Path

from broadcaster.api.questions.decisions import AskCorrect
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import LoadedStation
from broadcaster.cli.airing.progress import show_corrected
from broadcaster.cli.airing.requests import AirRequest, RehearsalRequest
from broadcaster.core.errors import ServiceError
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.rehearsal import RehearsalOrder
from broadcaster.playout.requests.by_hand import AskCatchUp, AskHear, AskPlay, AskPlayFile, AskSay
from broadcaster.playout.requests.manual_request import ManualRequest, found_for, make_up_airing
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.comparison.trial import choose, with_voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.studio.script.loose_messages import filed, passage, spoken

LocalRequest = AirRequest | AskCorrect


def is_rehearsal(asked: LocalRequest) -> bool:
    """True for what airs with the keying off."""
    return isinstance(asked, RehearsalRequest) and asked.rehearse


def needs(asked: LocalRequest, station: Station, heard: requirements.Heard) -> Action:
    """The right that it needs."""
    if isinstance(asked, AskCorrect):
        return Action.SPEAK
    return requirements.to_air(station, asked, heard)


def find(asked: LocalRequest, opened: LoadedStation, by: Requester) -> ManualRequest | None:
    """Look it up: what is wrong with it is raised before an output is opened for it."""
    match asked:
        case AskCorrect():
            spoken(asked.text)
            find_message(opened.station, asked.name)
            return None
        case AskCatchUp():
            return make_up_airing(opened.station, opened.to_make_up(asked.what), by=by)
    return found_for(opened.station, asked, by)


def ask(asked: LocalRequest, station: StationFacade, by: Requester) -> str:
    """Ask a station in this process for it, in the name of `by`; the ticket."""
    if not isinstance(asked, AskCorrect):
        return station.air(asked, by)
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
            station, message = passage(station, asked)
            return RehearsalOrder(station=station, message=message)
        case AskSay():
            message = spoken(asked.text)
            if asked.voice is None:
                return RehearsalOrder(station=station, message=message)
            installed = Shelf(voices_folder(station)).voices()
            choice = choose(station, asked.voice, installed)
            return RehearsalOrder(station=with_voice(station, choice), message=message, engine=choice.engine)
