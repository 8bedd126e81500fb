"""How this program came onto the computer, and what brings it a library that it lacks.

Advice must work where it is read. On the Python index the name `broadcaster` is another project, which would
be installed over the station: so nobody is ever told to install that, but the library itself, by the very
interpreter that runs, or the package of Debian.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

DISTRIBUTION = "loa-phuong"
"""The name of the distribution; the import package and the command are `broadcaster`."""

PACKAGED = Path("/usr/lib/broadcaster")
"""Where Debian's packages put the program and the interpreter's environments."""

APART = frozenset({"piper"})
"""The extras that are a package of Debian; what is put below `extras/` is found as well."""

_EXTRA = re.compile(r"""extra == ["']([\w.-]+)["']""")
_OURS = re.compile(rf"{DISTRIBUTION}\[([^]]+)\]")


def is_packaged() -> bool:
    """True if the program that runs was installed as packages of Debian."""
    return Path(sys.prefix).is_relative_to(PACKAGED)


def adding(extra: str) -> str:
    """The command that brings an extra to the program that runs here."""
    if is_packaged():
        if extra in APART:
            return f"sudo apt install broadcaster-{extra}"
        place = str(PACKAGED / "extras" / extra)
        return shlex.join(["sudo", "python3", "-m", "pip", "install", "--target", place, *libraries(extra)])
    return shlex.join([sys.executable, "-m", "pip", "install", *libraries(extra)])


def libraries(extra: str) -> tuple[str, ...]:
    """What an extra stands for, as requirements of pip; itself where the program has no record of it."""
    try:
        declared = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        declared = []
    return tuple(_libraries(extra, declared)) or (f"{DISTRIBUTION}[{extra}]",)


def _libraries(extra: str, declared: list[str]) -> Iterator[str]:
    for line in declared:
        library, _, marker = line.partition(";")
        if (found := _EXTRA.search(marker)) and found[1] == extra:
            if ours := _OURS.match(library):
                for each in ours[1].split(","):
                    yield from _libraries(each.strip(), declared)
            else:
                yield library.strip()
