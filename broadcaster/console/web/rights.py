"""The right that each route of the pages needs, so that it is asked for before what is sent is looked at.

The routes ask for it themselves where they begin; this table answers who sends what cannot be understood. A
test asks every route with every role, and fails for a route without a line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from broadcaster.people.model import Action

PUBLIC = None
"""Whoever comes: the door itself, and what needs a secret of its own."""

ROUTES: Mapping[str, Action | None] = {
    **dict.fromkeys(
        (
            "GET /certificate",
            "GET /certificate.crt",
            "GET /emergency",
            "GET /emergency/live",
            "GET /emergency/now",
            "POST /first",
            "POST /live/s/{ticket}/chunks/{number}",
            "POST /live/s/{ticket}/end",
            "POST /live/s/{ticket}/state",
            "POST /live/s/{ticket}/talk",
            "GET /sign-in",
            "POST /sign-in",
            "GET /sign-in/code",
            "POST /sign-in/code",
            "POST /sign-out",
            "GET /strip",
            "POST /view",
        ),
        PUBLIC,
    ),
    **dict.fromkeys(
        (
            "GET /",
            "GET /account",
            "POST /account/authenticator",
            "POST /account/authenticator/code",
            "POST /account/authenticator/forget",
            "POST /account/codes",
            "POST /account/password",
            "POST /account/pin",
            "POST /account/sessions/end",
            "GET /approvals",
            "GET /events",
            "GET /lexicon",
            "GET /log",
            "GET /recordings",
            "GET /voices",
            "GET /voices/installing",
            "GET /recordings/sound/{name}",
            "GET /log.xlsx",
            "GET /log/report",
            "GET /log/chain",
            "GET /log/sound/{digest}",
            "GET /messages",
            "GET /messages/edit/{name}",
            "GET /messages/history/{name}",
            "GET /messages/letter/{name}",
            "GET /messages/share/{name}.txt",
            "POST /reading",
            "GET /schedules",
            "GET /schedules/airing",
            "GET /schedules/edit/{name}",
            "GET /schedules/month",
            "GET /schedules/year",
            "POST /schedules/preview",
            "GET /settings",
            "GET /settings/history",
            "GET /settings/orders",
            "GET /settings/{part}",
            "GET /today/day",
            "GET /today/now",
            "GET /today/side",
        ),
        Action.LOOK,
    ),
    **dict.fromkeys(
        (
            "POST /catch-up",
            "POST /go-on",
            "GET /correct",
            "POST /correct",
            "GET /live",
            "POST /live/arm",
            "GET /live/speaker",
            "POST /play",
            "POST /prefer",
            "POST /release",
        ),
        Action.SPEAK,
    ),
    **dict.fromkeys(
        ("POST /clock",),
        Action.CLOCK,
    ),
    **dict.fromkeys(
        ("POST /stop",),
        Action.STOP,
    ),
    **dict.fromkeys(
        (
            "POST /approvals/stop",
            "POST /approvals/answered",
            "POST /approvals/said",
            "POST /hear",
            "POST /letters",
            "POST /lexicon/add",
            "POST /recordings",
            "POST /recordings/remove",
            "POST /recordings/rename",
            "POST /recordings/restore",
            "POST /lexicon/remove",
            "POST /messages",
            "POST /messages/copy/{name}",
            "POST /messages/delete/{name}",
            "POST /messages/draft/{name}",
            "POST /messages/forget/{name}",
            "GET /messages/new",
            "POST /messages/part/{name}",
            "GET /messages/rename/{name}",
            "POST /messages/rename/{name}",
            "POST /messages/restore/{name}",
            "POST /messages/save/{name}",
            "POST /messages/settle/{name}",
            "POST /messages/submit/{name}",
            "POST /messages/take/{name}",
            "POST /messages/template-preview/{name}",
            "GET /messages/template/{name}",
            "POST /messages/template/{name}",
            "POST /readings",
            "POST /schedules/cancel",
            "POST /schedules/draft",
            "POST /schedules/forget",
            "POST /schedules/move",
            "GET /schedules/new",
            "POST /schedules/once",
            "POST /schedules/pause",
            "POST /schedules/remove",
            "POST /schedules/save",
            "POST /schedules/undo",
            "POST /schedules/year/day",
            "POST /schedules/year/fetch",
            "POST /schedules/year/remove",
            "POST /schedules/year/subscribe",
            "POST /schedules/year/swap",
            "POST /schedules/year/undo",
        ),
        Action.WRITE,
    ),
    **dict.fromkeys(
        (
            "POST /messages/programme/{name}",
            "GET /messages/share/{name}.mp3",
            "GET /sounds/{digest}.wav",
            "POST /voices/hear",
        ),
        Action.REHEARSE,
    ),
    **dict.fromkeys(
        (
            "POST /approvals/adopt",
            "POST /approvals/approve",
            "POST /approvals/confirm",
            "POST /approvals/end",
            "POST /approvals/object",
            "POST /approvals/return",
        ),
        Action.APPROVE,
    ),
    **dict.fromkeys(
        (
            "POST /emergency",
            "POST /emergency/go-on",
            "POST /emergency/live/arm",
        ),
        Action.EMERGENCY,
    ),
    **dict.fromkeys(
        (
            "GET /settings/examination",
            "GET /settings/notices",
            "POST /settings/notices/test",
            "POST /settings/examination",
            "POST /settings/transmitter/test",
            "POST /settings/zones/test",
        ),
        Action.MAINTAIN,
    ),
    **dict.fromkeys(
        (
            "GET /settings/people",
            "POST /settings/people",
            "GET /settings/people/{person}",
            "POST /settings/people/{person}",
            "POST /settings/people/{person}/code",
            "POST /settings/people/{person}/contact",
            "POST /settings/people/{person}/enabled",
            "POST /settings/people/{person}/forget",
            "POST /settings/people/{person}/remove",
        ),
        Action.PEOPLE,
    ),
    **dict.fromkeys(
        (
            "POST /settings/confirm",
            "POST /settings/orders/end",
            "POST /settings/orders/mourn",
            "POST /settings/orders/mourn-end",
            "POST /settings/orders/order",
            "POST /voices/choose",
            "POST /voices/install",
            "POST /settings/restore",
            "POST /settings/{part}",
        ),
        Action.STATION,
    ),
}
"""By method and path, as the application declares them."""


def right_of(request: Request) -> Action | None:
    """The right that the route of a request needs; None where anybody may ask.

    A route without a line is for those who may look.
    """
    route = getattr(request.scope.get("route"), "path_format", "")
    return ROUTES.get(f"{request.method} {route}", Action.LOOK)
