"""Runs an adaptor: an installed program that speaks with another system, and with the gate in lines of JSON.

    python -m broadcaster.alerts.gate.adaptor NAME

NAME is an entry point of the group `broadcaster.alerts`, called without arguments; its standard input and
output are the lines of docs/adaptors.md. So no file of the station names a command: what is installed runs.
"""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points

from broadcaster.core import logs

GROUP = "broadcaster.alerts"


def installed(name: str) -> list[EntryPoint]:
    """The adaptors of a name: one, where all is well."""
    return [*entry_points(group=GROUP, name=name)]


def main(name: str) -> None:
    """Run it to its end."""
    logs.set_up_child()
    (found,) = installed(name)
    found.load()()


if __name__ == "__main__":
    main(sys.argv[1])
