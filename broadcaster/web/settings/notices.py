"""Báo tin: who is told, a test for each, what goes out and what was not taken. Shows no addresses."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.api.protocol.ward import AskTestNotice, NoticeShown
from broadcaster.api.questions.declaration import PageAction
from broadcaster.api.routes.status import NOTICES, shown
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.web.drawing.sections import address
from broadcaster.web.settings.workplace import SettingsWorkplace
from broadcaster.web.site.actions import add_action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell

MOST = 30  # messages that are listed
LOOKS = {"sent": ("ok", "circle-check"), "given_up": ("fault", "circle-x")}
WAITS = ("wait", "clock")


def routes(place: SettingsWorkplace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell)
    shell, here = place.shell, address("notices")
    place.beside["notices"] = lambda: _values(shell)

    @made.get(here, needs=Action.MAINTAIN)
    def show(request: Request) -> Response:
        return place.shown(request, "notices", place.seen())

    def refused(request: Request, _ask: object, error: BroadcasterError) -> Response:
        return place.shown(request, "notices", place.seen(), fault=explain(error))

    test = PageAction(
        path=f"{here}/test",
        back=here,
        told=lambda _ask, done, _named: say("notices.test_goes", people=", ".join(done.to)),
    )
    add_action(made, shell, NOTICES.entry(AskTestNotice), test, refused)
    return made.router


def _values(shell: Shell) -> dict[str, object]:
    fault = ""
    sent: list[NoticeShown] = []
    zone = shell.station.station.settings.timezone
    try:
        outbox = shell.station.notices.outbox
        sent = [] if outbox is None else [shown(one, zone) for one in outbox.newest(MOST)]
    except BroadcasterError as error:
        fault = explain(error)
    return {
        "recipients": list(shell.station.notices.told_to.values()),
        "sent": sent,
        "looks": LOOKS,
        "waits": WAITS,
        "outbox_fault": fault,
        "moving": any(one.state not in LOOKS for one in sent),
    }
