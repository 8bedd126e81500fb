"""What goes wrong while the station runs, on the terminal of whoever started it and in their language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

import click

from broadcaster.playout.director.faults import SAME, Fault
from broadcaster.text import explain, say


class TerminalFaults:
    """Tells each fault once; the same one again only after a pause. The service has them in its log.

    Args:
        tell: shows a line; None for standard error where that is a terminal, and nobody elsewhere.
    """

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self._tell = tell or (_on_screen if sys.stderr.isatty() else None)
        self._seen: dict[str, datetime] = {}

    def look(self, faults: Iterable[Fault], zone: tzinfo) -> None:
        """Tell what is new among `faults`; `zone` is the station's."""
        for fault in faults:
            before = self._seen.get(str(fault.error))
            self._seen[str(fault.error)] = fault.at
            if self._tell is not None and (before is None or fault.at - before > SAME):
                at = f"{fault.at.astimezone(zone):%H:%M:%S}"
                self._tell(say("status.error", at=at, message=explain(fault.error)))


def _on_screen(line: str) -> None:
    click.echo(line, err=True)
