"""The sound of what people ask for; an emergency is made without a recording that cannot be used.

All else is refused whole: it is never half aired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from broadcaster.errors import Phrase, StudioError, kept
from broadcaster.service.operator.manual.manual_request import ManualRequest
from broadcaster.service.planning.members import made_now
from broadcaster.service.rendering.render_ahead import Renderer
from broadcaster.service.requests.member import Member
from broadcaster.station.model import Message, Play, Say
from broadcaster.timetable.guard.guard import Refusal

log = logging.getLogger(__name__)


def made_for(
    wanted: ManualRequest,
    renderer: Renderer,
    *,
    offline_only: bool,
    may_stand_in: Callable[[Message], bool] = lambda _message: True,
) -> Member:
    """What is asked for, rendered here and now; see `made_now`."""
    station, message, engine = wanted.station, wanted.message, wanted.asked.engine
    first: StudioError | None = None
    out: tuple[str, ...] = ()
    while True:
        try:
            member = made_now(
                station,
                message,
                renderer,
                offline_only=offline_only,
                engine=engine,
                may_stand_in=may_stand_in,
            )
        except StudioError as error:
            first = first or error
            bad = _bad(message, error) if wanted.asked.emergency else frozenset()
            message = _without(message, bad)
            if not bad or not any(isinstance(part, Say) for part in message.parts):
                raise first from None
            log.warning("%s is made without %s: %s", message.id, ", ".join(sorted(bad)), error)
            out += tuple(sorted(bad))
            continue
        return member if first is None else replace(member, warning=_left_out(out, first))


def _bad(message: Message, error: StudioError) -> frozenset[str]:
    """The recording that an error names; all, where it names none, such as without ffmpeg."""
    played = {part.recording for part in message.parts if isinstance(part, Play)}
    names = frozenset(played | ({message.bed} if message.bed else set()))
    return names & {str(error.facts.get("path"))} or names


def _without(message: Message, names: frozenset[str]) -> Message:
    parts = tuple(p for p in message.parts if not (isinstance(p, Play) and p.recording in names))
    return replace(message, parts=parts, bed=None if message.bed in names else message.bed)


def _left_out(names: tuple[str, ...], error: StudioError) -> Refusal:
    why = Phrase(code=error.code, facts=kept(error.facts))
    return Refusal(code="playout.left_out", facts=(("names", ", ".join(names)), ("why", why)))
