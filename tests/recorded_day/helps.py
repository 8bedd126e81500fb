"""The help of every command, and what needs no station, in both languages."""

from __future__ import annotations

import re

from tests.recorded_day import ward
from tests.recorded_day.records import Records
from tests.recorded_day.station import Station

_COMMANDS = re.compile(r"^Commands:\n((?: {2,}.*\n?)+)", re.MULTILINE)


WHOLE = "help/whole.txt"
"""Is kept last."""


def every(records: Records, station: Station) -> None:
    """Walk from the command itself to the last of its groups' commands."""
    for name, told in ward.ANYWHERE.items():
        records.command(f"anywhere/{name}.en", station(*told, language="en"))
        records.command(f"anywhere/{name}.vi", station(*told))
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        words = waiting.pop()
        shown = station(*words, "--help", language="en")
        records.command(f"help/{' '.join(('broadcaster', *words))}.en", shown)
        records.command(f"help/{' '.join(('broadcaster', *words))}.vi", station(*words, "--help"))
        found = _COMMANDS.search(shown.out)
        lines = found[1].splitlines() if found else []
        waiting += [(*words, line.split()[0]) for line in lines if re.match(r" {2}\S", line)]
    records.keep(WHOLE, "text", "read to the end\n")
