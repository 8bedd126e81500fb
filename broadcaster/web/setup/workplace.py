"""The settings' forms, a few fields at a time, on the pages of the steps of a first start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request
from starlette.responses import Response

from broadcaster import __version__
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.fields import FILE
from broadcaster.web.settings.groups import Group
from broadcaster.web.settings.workplace import SettingsWorkplace
from broadcaster.web.setup.steps import ADDRESS, BY_PART, STEPS, SetupSeen, SetupStep, lamp, lamps, onward
from broadcaster.web.site.shell import Undo, back_to

REFUSED = 422
OVER = "/"
"""Where a page of a first start that is over leads."""


class SetupPlace(SettingsWorkplace):
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
            data=data_of(self.files.read(FILE).text) or {},
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
        beside = self.beside[step.name]() if step.name in self.beside else {}
        return self.drawn(request, step, {**beside, "cards": (), "fault": fault}, REFUSED if fault else 200)

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
