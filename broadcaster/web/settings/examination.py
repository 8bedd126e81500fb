"""The examination of the machine as `broadcaster doctor` makes it, and the tests of the loudspeakers.

The tests are journalled as maintenance.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, language, say
from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import AskTest
from broadcaster.playout.requests.ticket import Stage
from broadcaster.web.drawing.sections import address
from broadcaster.web.playout.on_air import stage_of
from broadcaster.web.settings.workplace import SettingsWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import EXAMINING, run_command
from broadcaster.web.site.shell import Shell, back_to

PATIENCE = 180.0  # seconds for the whole examination
LEVELS = ("fail", "warn", "ok")
"""What needs somebody first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineExamination:
    """What was found."""

    at: datetime
    language: str
    findings: tuple[dict[str, str], ...]


def examination_routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, EXAMINING)
    here = address("examination")
    last: list[MachineExamination] = []
    one = threading.Lock()

    @made.get(here, needs=Action.MAINTAIN)
    def show(request: Request) -> Response:
        known = last[-1] if last else None
        found = () if known is None else known.findings
        values = {
            "at": None if known is None else known.at,
            "findings": sorted(found, key=lambda each: LEVELS.index(each["level"])),
            "counts": Counter(each["level"] for each in found),
        }
        return shell.page(request, "examination", values)

    @made.post(here, needs=Action.MAINTAIN)
    def examine(request: Request) -> Response:
        """Examine now. Who asks meanwhile waits for the same."""
        asked = shell.now
        with one:
            if not last or last[-1].at < asked:
                last[:] = [MachineExamination(at=shell.now, language=language(), findings=_findings(shell))]
        return back_to(here)

    return made.router


def _findings(shell: Shell) -> tuple[dict[str, str], ...]:
    """Examine in a program of its own: engines are tried, and what they need goes with it.

    Raises:
        ServiceError: it did not come to an end.
    """
    try:
        done = run_command(shell.station.access.folder, "doctor", "--format", "json", patience=PATIENCE)
        rows = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ServiceError("service.not_examined", reason=str(error)) from error
    return tuple({key: str(value or "") for key, value in row.items()} for row in rows)


def testing_routes(place: SettingsWorkplace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell)
    shell = place.shell

    def tested(request: Request, part: str, ask: Callable[[], str]) -> Response:
        try:
            stage = stage_of(shell.station, ask())
        except BroadcasterError as error:
            return place.shown(request, part, place.seen(), fault=explain(error))
        sounds = stage in (Stage.ON_AIR, Stage.ENDED)
        told = "console.done.tested" if sounds else "console.done.asked"
        return shell.done(request, address(part), say(told))

    @made.post(f"{address('zones')}/test", needs=Action.MAINTAIN)
    def zone(request: Request, zone: Annotated[str, Form(max_length=200)] = "") -> Response:
        """Let a low tone be heard in one zone, or in all, keyed as an airing is."""
        by = shell.asker(request, Action.MAINTAIN).by
        return tested(request, "zones", lambda: shell.station.test_tone(AskTest(zone=nfc(zone) or None), by))

    @made.post(f"{address('transmitter')}/test", needs=Action.MAINTAIN)
    def keying(request: Request) -> Response:
        """Say some words of test in all zones: keying, chime, words."""
        by = shell.asker(request, Action.MAINTAIN).by
        return tested(request, "transmitter", lambda: shell.station.air(AskTest(), by))

    return made.router
