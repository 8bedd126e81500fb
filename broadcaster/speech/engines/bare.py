"""Runs one of our modules in a small process: `python -I -S bare.py MODULE ARGUMENT…`.

The packages above the module are not imported but made here, empty: their own imports would take
several times as long as the child needs to start with the standard library alone. The module's
`main` is called with the arguments.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

_ROOT = Path(__file__).parents[3]  # the folder that holds `broadcaster`


def command(name: str, *arguments: str) -> list[str]:
    """The command that runs `main` of the module called `name` in a process of its own."""
    return [sys.executable, "-I", "-S", __file__, name, *arguments]


def main(name: str, *arguments: str) -> None:
    """Run `main` of the module called `name`."""
    parts = name.split(".")
    for count in range(1, len(parts)):
        package = ModuleType(".".join(parts[:count]))
        package.__path__ = [str(_ROOT.joinpath(*parts[:count]))]
        sys.modules[package.__name__] = package
    import_module(name).main(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
