"""The versions of the program that are installed beside each other, and the link that says which one runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.errors import ServiceError
from broadcaster.core.installation import PACKAGED
from broadcaster.core.whole_files import store_error, sync

LINK = Path("/var/lib/broadcaster/current")
WHOLE = ".installed"
"""The file in a version's folder that its package makes last of all."""


@dataclass(frozen=True, slots=True)
class InstalledVersions:
    """What lies in `home`, one folder a version, and the link to one of them."""

    home: Path = PACKAGED / "versions"
    link: Path = LINK

    def installed(self) -> list[str]:
        """Each version that is whole, the oldest first."""
        there = [each.name for each in self.home.iterdir()] if self.home.is_dir() else []
        return sorted((name for name in there if self._is_whole(name)), key=order)

    def current(self) -> str:
        """The version to which the link leads.

        Raises:
            ServiceError: there is none: the program was not installed as packages.
        """
        try:
            return self.link.resolve(strict=True).relative_to(self.home.resolve()).name
        except (OSError, ValueError) as error:
            raise ServiceError("update.not_packaged") from error

    def newest(self) -> str:
        """The newest version that is installed; see `current`."""
        return max(self.installed(), key=order, default=self.current())

    def switch(self, version: str) -> None:
        """Let the link lead to another version, in one step: after a power cut it leads to one or the other.

        Raises:
            StoreError: the disk does not take it.
        """
        draft = self.link.with_name(f".{self.link.name}.new")
        try:
            draft.unlink(missing_ok=True)
            draft.symlink_to(self.home / version)
            draft.replace(self.link)
            sync(self.link.parent)
        except OSError as error:
            raise store_error(self.link, error) from error

    def _is_whole(self, version: str) -> bool:
        """True if its package was installed to the end: a power cut may leave half of one."""
        return (self.home / version / WHOLE).exists() and self.python(version).exists()

    def python(self, version: str) -> Path:
        """The interpreter of a version."""
        return self.home / version / "runtime/bin/python"

    def environment(self, version: str) -> dict[str, str]:
        """What its processes are started with."""
        extras = sorted(str(each) for each in self.home.parent.glob("extras/*"))
        path = os.pathsep.join([str(self.home / version), *extras])
        return {"PYTHONPATH": path, "PYTHONSAFEPATH": "1", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def order(version: str) -> tuple[tuple[int, str], ...]:
    """By which versions are compared: their parts as numbers."""
    parts = version.replace("-", ".").replace("~", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
