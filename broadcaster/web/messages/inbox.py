"""Hộp thư đến: what came from above, what was decided about it and why; hear it, use it, set it aside."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from broadcaster.alerts.inbox.kept import KeptAlert
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.api.questions.inbox import AlertId, InboxAlert, shown
from broadcaster.api.transport.workers import join
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import AlertsError, BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.people.roles.model import Action
from broadcaster.studio.script.passage import Passage
from broadcaster.web.messages.preview import WAV
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import HEARING
from broadcaster.web.site.shell import Shell

FLAC = "audio/flac"
MOST = 30  # alerts of the page: their words are read for it
_TO_DO = (AlertState.RECEIVED, AlertState.SHOWN, AlertState.WAITING)
_OPEN = (*_TO_DO, AlertState.HEARD)
_LOOKS = {
    AlertState.RECEIVED: ("wait", "hourglass"),
    AlertState.SHOWN: ("wait", "eye"),
    AlertState.WAITING: ("plan", "clock"),
    AlertState.HEARD: ("air", "megaphone"),
    AlertState.USED: ("ok", "circle-check"),
}
_OVER = ("no", "circle-x")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """An alert of the page."""

    alert: InboxAlert
    words: str
    recorded: bool  # the sender's own recording is there
    look: str
    icon: str
    open: bool  # something is still to be done about it, or may sound


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, hearing = Pages(shell), Pages(shell, HEARING)

    @made.get("/inbox", needs=Action.LOOK)
    def show(request: Request) -> Response:
        """What came; from now on it counts as seen."""
        aside: list[str] = []
        stand = {one.id for one in shell.station.status().alerts}
        found = sorted(
            shell.station.inbox.all(),
            key=lambda one: one.state not in _TO_DO and one.received.id not in stand,
        )
        cards = each(
            Kind.MESSAGE,
            found[:MOST],
            lambda one: one.received.id,
            lambda one: _card(shell, one),
            lambda _one, fault: aside.append(explain(fault)),
        )
        values = {"cards": list(cards), "left": max(0, len(found) - MOST), "aside": aside}
        return shell.page(request, "inbox", values)

    @made.get("/inbox/recording/{alert}", needs=Action.REHEARSE)
    def recording(request: Request, alert: AlertId) -> Response:
        """The sender's own recording. Nothing of it airs."""
        own = shell.station.inbox.speech(shell.station.inbox.one(alert)).recording
        if own is None:
            raise AlertsError("alerts.audio.lost")
        return FileResponse(own.path, media_type=FLAC)

    @hearing.get("/inbox/sound/{alert}", needs=Action.REHEARSE)
    def sound(request: Request, alert: AlertId) -> Response:
        """What would be said of an alert, as sound. Nothing of it airs."""
        words = shell.station.inbox.words(shell.station.inbox.one(alert))
        if not words:
            raise AlertsError("alerts.nothing_to_say")
        made_of = shell.station.sound_of(Passage(text=words, span=(0, len(words))))
        return FileResponse(made_of.programme.path, media_type=WAV)

    join(made.router, hearing.router)
    return made.router


def _card(shell: Shell, one: KeptAlert) -> AlertCard:
    look, icon = _LOOKS.get(one.state, _OVER)
    if one.state is AlertState.RECEIVED:
        with suppress(BroadcasterError):  # a disk that takes nothing hides no alert
            shell.station.inbox.see(one.received.id)
    desk = shell.station.inbox
    return AlertCard(
        alert=shown(shell.station, one),
        words=desk.words(one),
        recorded=one.received.recording is not None and desk.speech(one).recording is not None,
        look=look,
        icon=icon,
        open=one.state in _OPEN,
    )
