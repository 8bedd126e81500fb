"""Which templates there are, and what must be filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from broadcaster.core.confined_files import Astray, open_file
from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.errors import BroadcasterError, LettersError
from broadcaster.letters.draft.facts import FactKind, stated
from broadcaster.station.loading.sources import LARGEST_YAML
from broadcaster.station.rules.blanks import Blank, BlankKind, blanks, filled

OWN = "templates"
"""The folder of the ward's own templates, in the station folder."""

_TITLE = "title:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template: its name, and the text of the message file."""

    name: str
    text: str
    own: bool = False  # the ward's, not the program's

    @property
    def title(self) -> str:
        """The title, with its blanks as their labels."""
        lines = (line for line in self.text.splitlines() if line.startswith(_TITLE))
        written = next(lines, "").removeprefix(_TITLE).strip()
        if written[:1] in ('"', "'"):
            written = written[1:].removesuffix(written[0]).strip()
        written = written or self.name
        return filled(written, {blank.label: f"({blank.label})" for blank in blanks(written)})

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What must be filled in, each label once, in the order of the text."""
        return tuple({blank.label: blank for blank in blanks(self.text) if blank.marked}.values())


def templates(folder: Path) -> Mapping[str, Template]:
    """All templates by name that can be read; the ward's own win over the program's.

    Args:
        folder: the station's.
    """
    return dict(sorted(_all(folder, {}).items()))


def unreadable(folder: Path) -> Mapping[str, BroadcasterError]:
    """The ward's own templates that cannot be read, by name, and why."""
    broken: dict[str, BroadcasterError] = {}
    _all(folder, broken)
    return broken


def _all(folder: Path, broken: dict[str, BroadcasterError]) -> dict[str, Template]:
    shipped = {
        path.name.removesuffix(".yaml"): path.read_text(encoding="utf-8")
        for path in files("broadcaster.letters").joinpath("data").iterdir()
        if path.name.endswith(".yaml")
    }
    found = {name: Template(name=name, text=text) for name, text in shipped.items()}
    own = sorted((folder / OWN).glob("*.yaml")) if (folder / OWN).is_dir() else ()

    for path in own:
        try:
            found[path.stem] = Template(name=path.stem, text=_read(folder, path.name), own=True)
        except Astray:
            continue  # `check` tells of links
        except Exception as error:
            broken[path.stem] = fault_of(Kind.TEMPLATE, path.stem, error)
            found.pop(path.stem, None)  # the program's own is not what the ward means
    return found


def template(folder: Path, name: str) -> Template:
    """The template of this name.

    Raises:
        LettersError: there is none, or it cannot be read.
    """
    broken: dict[str, BroadcasterError] = {}
    found = _all(folder, broken).get(name)
    if name in broken:
        raise broken[name]
    if found is None:
        raise LettersError("letter.no_template", name=name, known=", ".join(templates(folder)))
    return found


def _read(folder: Path, name: str) -> str:
    try:
        with open_file(folder, f"{OWN}/{name}") as file:
            raw = file.read(LARGEST_YAML + 1)
        if len(raw) > LARGEST_YAML:
            raise LettersError("letter.bad_template", file=name)
        return raw.decode()
    except Astray:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise LettersError("letter.bad_template", file=name) from error


def fits(value: str, kind: BlankKind | None) -> bool:
    """True if a value can stand in a blank of this kind."""
    facts = {fact.kind for fact in stated(value)}
    match kind:
        case BlankKind.DATE:
            # A day may stand in words alone: "sáng thứ hai tuần sau" cannot be checked, and goes stale.
            return FactKind.DATE in facts
        case BlankKind.TIME:
            return FactKind.HOUR in facts
        case BlankKind.AMOUNT:
            return any(sign.isdecimal() for sign in value)
        case _:
            return bool(value.strip())


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The template's text with these blanks filled in; the values cannot change the YAML around them."""
    safe = {label: _one_line(value) for label, value in values.items() if value.strip()}
    return filled(text, safe)


def _one_line(value: str) -> str:
    line = " ".join(value.replace("\\", "/").split())
    return re.sub(r'"([^"]*)"', "“\\1”", line).replace('"', "”").replace("{{", "(").replace("}}", ")")
