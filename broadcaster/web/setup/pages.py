"""The pages of a first start: the list with its lamps, one page a step, and the last step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster import __version__
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import AskTest
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.playout.on_air import stage_of
from broadcaster.web.settings.groups import Group
from broadcaster.web.settings.station import saved
from broadcaster.web.settings.workplace import Given, SettingsWorkplace
from broadcaster.web.setup.steps import (
    ADDRESS,
    BY_NAME,
    BY_PART,
    STEPS,
    SetupSeen,
    SetupStep,
    lamp,
    lamps,
    onward,
)
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, Undo, back_to, visitor_of

REFUSED = 422
OVER = "/"
"""Where a page of a first start that is over leads."""


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = Pages(shell), _SetupPlace(shell)

    @made.get(ADDRESS, needs=Action.STATION)
    def show(request: Request) -> Response:
        return place.listed(request)

    @made.post(f"{ADDRESS}/end", needs=Action.STATION)
    def end(request: Request) -> Response:
        """The last step: from now on the station airs."""
        if not place.on:
            return back_to(OVER)
        try:
            shell.station.first_start.end()
        except BroadcasterError as error:
            return place.listed(request, explain(error))
        return shell.done(request, OVER, say("console.done.set_up"))

    _tried(made, place)

    @made.get(f"{ADDRESS}/{{step}}", needs=Action.STATION)
    def one(request: Request, step: str) -> Response:
        if step not in BY_NAME or not place.on:
            return place.listed(request)
        return place.step(request, BY_NAME[step])

    @made.post(f"{ADDRESS}/{{step}}", needs=Action.STATION)
    def answer(request: Request, step: str, given: Given) -> Response:
        """Take the answer of a step: with fields, they are written first."""
        if step not in BY_NAME or not place.on:
            return place.listed(request)
        known = BY_NAME[step]
        if known.part:
            return saved(place, request, known.part, given)
        return place.answered(request, known)

    return made.router


def _tried(made: Pages, place: _SetupPlace) -> None:
    """What a step lets somebody try."""
    shell = place.shell

    @made.post(f"{ADDRESS}/clock/right", needs=Action.CLOCK)
    def clock(request: Request, shown: Annotated[datetime, Form()]) -> Response:
        """The time is right."""
        step = BY_NAME["clock"]
        try:
            shell.station.confirm_clock(who=visitor_of(request).caller.shown, shown=shown)
        except BroadcasterError as error:
            return place.step(request, step, fault=explain(error))
        return place.answered(request, step)

    @made.post(f"{ADDRESS}/sound/tone", needs=Action.MAINTAIN)
    def tone(request: Request) -> Response:
        """Let the low tone be heard."""
        by = shell.asker(request, Action.MAINTAIN).by
        try:
            stage_of(shell.station, shell.station.test_tone(AskTest(), by))
        except BroadcasterError as error:
            return place.step(request, BY_NAME["sound"], fault=explain(error))
        return shell.done(request, f"{ADDRESS}/sound", say("console.done.tested"))

    @made.post(f"{ADDRESS}/transmitter/test", needs=Action.MAINTAIN)
    def keying(request: Request) -> Response:
        """Key as an airing does, with words of test."""
        by = shell.asker(request, Action.MAINTAIN).by
        try:
            stage_of(shell.station, shell.station.air(AskTest(), by))
        except BroadcasterError as error:
            return place.step(request, BY_NAME["transmitter"], fault=explain(error))
        return shell.done(request, f"{ADDRESS}/transmitter", say("console.done.tested"))


class _SetupPlace(SettingsWorkplace):
    """The settings' forms, a few fields at a time, on the pages of the steps."""

    @property
    def on(self) -> bool:
        """True until the last step is done."""
        return self.shell.station.first_start.on

    def look(self) -> SetupSeen:
        """What the lamps are judged by."""
        station = self.shell.station
        return SetupSeen(
            state=station.status(),
            data=data_of(self.files.read("station.yaml").text) or {},
            people=station.access.people,
            today=self.shell.now.date(),
            answered=station.first_start.answered,
        )

    def listed(self, request: Request, fault: str = "") -> Response:
        """All steps, and the last one."""
        if not self.on:
            return back_to(OVER)
        seen = self.look()
        shown = list(lamps(seen))
        values = {
            "steps": shown,
            "onward": onward(seen),
            "open": [each for each in shown if each.look],
            "fault": fault,
        }
        return self.shell.page(request, "setup", values, status=REFUSED if fault else 200)

    def step(self, request: Request, step: SetupStep, *, fault: str = "") -> Response:
        """The page of one step."""
        if step.part:
            return self.shown(request, step.part, self.seen(), fault=fault)
        return self.drawn(request, step, {"cards": (), "fault": fault}, REFUSED if fault else 200)

    def answered(self, request: Request, step: SetupStep) -> Response:
        """Note it, and go on."""
        try:
            self.shell.station.first_start.answer(step.name)
        except BroadcasterError as error:
            return self.step(request, step, fault=explain(error))
        return back_to(onward(self.look(), step.name))

    def done(
        self, request: Request, part: str, undo: Undo | None = None, *, changed: bool = True
    ) -> Response:
        """Go on, instead of back to the settings."""
        return self.answered(request, BY_PART[part])

    def draw(self, request: Request, part: str, values: Mapping[str, object], status: int) -> Response:
        """A part of the settings as a step."""
        step = BY_PART[part]
        cards = values["cards"]
        kept = [
            [fewer for group in card if (fewer := _of(step, group)) is not None]
            for card in cards  # type: ignore[attr-defined]
            if not card[0].new
        ]
        return self.drawn(request, step, {**values, "cards": [card for card in kept if card]}, status)

    def drawn(self, request: Request, step: SetupStep, values: Mapping[str, object], status: int) -> Response:
        """The page of a step."""
        at = STEPS.index(step)
        more = {
            "step": step,
            "lamp": lamp(step, self.look()),
            "number": at + 1,
            "count": len(STEPS),
            "later": STEPS[at + 1].address if at + 1 < len(STEPS) else ADDRESS,
            "version": __version__,
            "faulty": False,
            "rest": (),
            "etag": "",
        }
        return self.shell.page(request, "setup_step", {**more, **values}, status=status)


def _of(step: SetupStep, group: Group) -> Group | None:
    """The fields of a group that the step asks for; None where that is none."""
    if not step.fields:
        return group
    fewer = replace(
        group,
        title="",
        way=group.way if group.way is not None and group.way.name in step.fields else None,
        fields=tuple(each for each in group.fields if each.name in step.fields),
        ways=tuple(
            replace(one, fields=tuple(each for each in one.fields if each.name in step.fields))
            for one in group.ways
        ),
    )
    return fewer if fewer.way is not None or fewer.fields else None
