"""Báo tin: who is told, a test for each, what goes out and what was not taken. Shows no addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.api.protocol.ward import AskTestNotice
from broadcaster.api.questions.declaration import PageAction
from broadcaster.api.routes.status import NOTICES
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.notices.news.model import NoticeMessage
from broadcaster.people.roles.model import Action
from broadcaster.station.model.office import Recipient
from broadcaster.web.drawing.sections import address
from broadcaster.web.settings.workplace import SettingsWorkplace
from broadcaster.web.site.actions import add_action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell

MOST = 30  # messages that are listed
LOOKS = {"sent": ("ok", "circle-check"), "given_up": ("fault", "circle-x")}
WAITS = ("wait", "clock")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRow:
    """One who is told."""

    name: str
    roles: str
    ways: str
    digest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One message, as it is shown."""

    at: datetime
    to: str
    way: str
    title: str
    state: str
    look: str
    picture: str
    why: str
    again: datetime | None  # of the next try


def routes(place: SettingsWorkplace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell)
    shell, here = place.shell, address("notices")
    place.beside["notices"] = lambda: _values(shell)

    @made.get(here, needs=Action.MAINTAIN)
    def show(request: Request) -> Response:
        return place.shown(request, "notices", place.seen())

    def refused(request: Request, error: BroadcasterError) -> Response:
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
    sent: list[NoticeRow] = []
    try:
        outbox = shell.station.notices.outbox
        found = [] if outbox is None else outbox.newest(MOST)
        sent = [_sent(one, shell) for one in found]
    except BroadcasterError as error:
        fault = explain(error)
    return {
        "recipients": [_told(one) for one in shell.station.notices.told_to.values()],
        "sent": sent,
        "outbox_fault": fault,
        "moving": any(one.look == WAITS[0] for one in sent),
    }


def _told(one: Recipient) -> RecipientRow:
    return RecipientRow(
        name=one.name,
        roles=", ".join(say(f"people.role.{role}") for role in sorted(one.roles)),
        ways=", ".join(_ways(one)),
        digest=one.digest,
    )


def _ways(one: Recipient) -> Iterator[str]:
    return (say(f"notices.way.{way}") for way in one.ways)


def _sent(one: NoticeMessage, shell: Shell) -> NoticeRow:
    look, picture = LOOKS.get(str(one.state), WAITS)
    zone = shell.station.station.settings.timezone
    error = one.error
    return NoticeRow(
        at=one.queued.astimezone(zone),
        to=one.recipient,
        way=say(f"notices.way.{one.way}"),
        title=one.title,
        state=say(f"notices.state.{one.state}"),
        look=look,
        picture=picture,
        why="" if error is None else say(error.code, **dict(error.facts)),
        again=None if one.due is None or not one.tries else one.due.astimezone(zone),
    )
