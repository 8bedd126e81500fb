"""The examination of the machine: what `broadcaster doctor` finds, with what to do."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.sections import address
from broadcaster.console.web.pools import EXAMINING
from broadcaster.console.web.programs.program import run_command
from broadcaster.console.web.shell import Shell, back_to
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import ServiceError
from broadcaster.people.model import Action
from broadcaster.text import language

PATIENCE = 180.0  # seconds for the whole examination
LEVELS = ("fail", "warn", "ok")
"""What needs somebody first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found."""

    at: datetime
    language: str
    findings: tuple[dict[str, str], ...]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, EXAMINING)
    here = address("examination")
    last: list[Examined] = []
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
                last[:] = [Examined(at=shell.now, language=language(), findings=_findings(shell))]
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
