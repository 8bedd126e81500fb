"""The station.yaml that officers start from: each key with meaning and default, behind a comment sign."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from broadcaster.station.forms.everything import of_value
from broadcaster.station.forms.files.settings import StationForm
from broadcaster.station.forms.grammar.declared import as_written
from broadcaster.station.forms.grammar.form import Declared
from broadcaster.station.reference import in_yaml, kinds_of
from broadcaster.text import say


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
