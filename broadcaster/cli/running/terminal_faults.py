"""Show faults of the running station on the terminal from which it was started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

import click

from broadcaster.playout.director.faults import SAME, Fault
from broadcaster.text import explain, say


class TerminalFaults:
    """Shows each fault once, and the same one again only after a pause. A service has them in its log.

    Args:
        show: prints a line; None for standard error if that is a terminal, else nothing is shown.
    """

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show or (_on_screen if sys.stderr.isatty() else None)
        self._seen: dict[str, datetime] = {}

    def look(self, faults: Iterable[Fault], zone: tzinfo) -> None:
        """Show what is new among `faults`; `zone` is the station's."""
        for fault in faults:
            before = self._seen.get(str(fault.error))
            self._seen[str(fault.error)] = fault.at
            if self._show is not None and (before is None or fault.at - before > SAME):
                at = f"{fault.at.astimezone(zone):%H:%M:%S}"
                self._show(say("status.error", at=at, message=explain(fault.error)))


def _on_screen(line: str) -> None:
    click.echo(line, err=True)
