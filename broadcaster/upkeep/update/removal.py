"""The versions that are removed by themselves: those before the last three, with what they alone run on."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Iterable

from broadcaster.core.child_processes import foreign
from broadcaster.upkeep.update.versions import InstalledVersions

VERSIONS = 3
RUNTIMES = 2
PATIENCE = 600.0  # seconds for dpkg

log = logging.getLogger(__name__)


def superfluous(versions: InstalledVersions, before: str) -> tuple[str, ...]:
    """The packages that may go, each after what needs it.

    Args:
        versions: what is installed.
        before: the version to go back to; it stays, and so does the one that runs.
    """
    installed = versions.installed()
    kept = {*installed[-VERSIONS:], versions.current(), before}
    gone = [name for name in installed if name not in kept]
    if not gone:
        return ()
    used = {(versions.home / name / "runtime").resolve() for name in installed if name in kept}
    there = sorted(versions.home.parent.glob("runtime-*"), key=lambda each: each.stat().st_mtime)
    idle = [each for each in there if each.resolve() not in used]
    more = max(0, min(len(idle), len(there) - RUNTIMES))
    return (*(f"broadcaster-{name}" for name in gone), *(f"broadcaster-{each.name}" for each in idle[:more]))


def remove(packages: Iterable[str]) -> None:
    """Remove them; what something else still needs stays, and so does what dpkg refuses."""
    asked = [*packages]
    if not asked:
        return
    try:
        done = subprocess.run(
            foreign([shutil.which("dpkg") or "/usr/bin/dpkg", "--purge", *asked]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("older versions stay: %s", error)
        return
    if done.returncode:
        log.warning("older versions stay: %s", done.stderr.strip()[-300:])
