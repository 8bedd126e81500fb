"""The two locks: every release by its version, and what a station runs on by its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STATION = ("serial", "modbus", "gpio", "report")  # the extras that every station has


def pinned(text: str) -> dict[str, str]:
    """Versions by name; a name that two kinds of machine need in two versions is left out."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([\w.+!-]+)", text, re.MULTILINE):
        found.setdefault(normal(name), set()).add(version)
    return {name: versions.pop() for name, versions in found.items() if len(versions) == 1}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = list(project["dependencies"])
    for extra in STATION:
        lines += project["optional-dependencies"][extra]
    return {normal(re.split(r"[\s;<>=!~\[]", line, maxsplit=1)[0]) for line in lines}


def test_every_release_that_a_station_runs_on_has_its_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
    # For the wheels of other machines too, not just of the one that wrote it.
    (yaml,) = [entry for entry in entries if entry.startswith("pyyaml==")]
    assert yaml.count("--hash=") > 20


def test_lock_holds_all_that_a_station_needs_and_the_tool_that_builds_it() -> None:
    text = (ROOT / "requirements.lock").read_text()
    names = {normal(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    assert {*wanted(), "setuptools"} - names == set()


def test_both_locks_name_the_same_versions_and_no_registry() -> None:
    texts = [(ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")]
    station, everything = map(pinned, texts)
    both = station.keys() & everything.keys()
    assert {name: station[name] for name in both} == {name: everything[name] for name in both}
    assert not any("://" in text for text in texts)
