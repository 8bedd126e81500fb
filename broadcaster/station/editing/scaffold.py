"""A new station folder, and its station.yaml: each key with meaning and default, behind a comment sign."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.station.forms.fields import as_written
from broadcaster.station.forms.form import Declared
from broadcaster.station.forms.reference import in_yaml, kinds_of, of_value
from broadcaster.station.forms.settings import StationForm


def commented_station() -> str:
    """The file, in the language of the request; only the station's name is no comment."""
    lines = [f"# {line}" for line in say("station.template").splitlines()]
    for one in StationForm.declared.values():
        lines += ["", f"# {say(one.text)}"]
        lines += [f"#   {key.name} – {say(key.text)}{_kinds(one, key)}" for key in _below(one)]
        lines.append(f"{'' if one.required else '#'}{one.name}: {_value(one)}")
    return "\n".join(lines) + "\n"


def _below(one: Declared) -> Iterator[Declared]:
    """The keys of a group; of one that comes in kinds those that all kinds have."""
    if dataclasses.is_dataclass(one.hint) and isinstance(one.hint, type):
        for form in of_value(one.hint):
            yield from (key for key in form.declared.values() if not form.shared or key.field in form.shared)
            if form.shared:
                return


def _kinds(one: Declared, key: Declared) -> str:
    if key.field != "type" or not isinstance(one.hint, type):
        return ""
    return f" ({', '.join(kinds_of(of_value(one.hint)))})"


def _value(one: Declared) -> str:
    """What stands behind the key: the example, or the default."""
    if one.key.example:
        return one.key.example
    shown = as_written(one.default, one.marks)
    if shown is not None:
        return in_yaml(shown)
    written = {key.name: as_written(key.default, key.marks) for key in _below(one)}
    values = {name: in_yaml(value) for name, value in written.items() if value is not None}
    values = values or {key.name: key.key.example for key in _below(one)}
    return f"{{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"


_FOLDERS = ("messages", "schedules", "recordings")


_PROFILES = "profiles"
_ENDING = ".yaml"


def profiles() -> dict[str, str]:
    """The regulations that are shipped, by name: files regulation.yaml with their sources."""
    found = files("broadcaster.station").joinpath("data", _PROFILES).iterdir()
    return {
        one.name.removesuffix(_ENDING): one.read_text("utf-8") for one in sorted(found, key=lambda f: f.name)
    }


def make(folder: Path, profile: str | None = None) -> list[Path]:
    """Make a station in `folder`.

    Args:
        folder: must be absent or empty.
        profile: the shipped regulation that becomes its regulation.yaml.

    Returns:
        The files made.

    Raises:
        StationError: the folder holds something already.
        StoreError: it cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StationError("station.init.not_empty", folder=str(folder))
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(folder, error) from error
    made = [folder / "station.yaml"]
    write_bytes(made[0], commented_station().encode(), shared=True)
    with as_file(files("broadcaster.station") / "data" / "template") as template:
        for sample in sorted(template.rglob("*")):
            if sample.is_file():
                made.append(folder / sample.relative_to(template))
                write_bytes(made[-1], sample.read_bytes(), shared=True)
    if profile is not None:
        made.append(folder / "regulation.yaml")
        write_bytes(made[-1], profiles()[profile].encode(), shared=True)
    return sorted(made)
