"""station.yaml with what somebody typed in a form, operation by operation. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.station.editing.settings import asked, free_name, name_in
from broadcaster.station.forms.times import period_as_written
from broadcaster.station.loading.secrets import Secret, for_host
from broadcaster.station.model.names import is_name, plain_name
from broadcaster.station.yaml.entries import put, value_at
from broadcaster.station.yaml.structure import data_of, remove, rename_key, set_value
from broadcaster.web.settings.fields import Field, FieldKind
from broadcaster.web.settings.groups import group_of
from broadcaster.web.settings.notation import bad_step
from broadcaster.web.settings.sheets import NEW, Path, SettingsSheet, SheetWay, WayForm, sheets

REMOVE = "remove"
"""The name of the button that removes an entry; its value is the entry's place."""
_HOUR, _TO = re.compile(r"\s*giờ\s*"), re.compile(r"\s*(?:đến|tới|to|–|→)\s*")
_TOO = {"zones": "gain"}
"""Where else in the file the entries of a section have something of their own, under the same names."""


@dataclass(slots=True, kw_only=True)
class Edited:
    """The file with what was typed."""

    text: str
    taken: Collection[str] = ()  # names in secrets.yaml
    secrets: dict[str, Secret] = field(default_factory=dict)  # further texts of secrets.yaml
    faults: dict[str, str] = field(default_factory=dict)  # what is wrong already, by the fields' names
    called: dict[Path, Path] = field(default_factory=dict)  # entry → the beginning of its fields' names

    @property
    def data(self) -> object:
        """Of the file."""
        return data_of(self.text) or {}


def edited(part: str, text: str, typed: Mapping[str, str], taken: Collection[str] = ()) -> Edited:
    """The file with what was typed: a field as it was changes nothing, an empty one is the default again.

    Args:
        part: of `PARTS`.
        text: the file as it is.
        typed: by the fields' names.
        taken: the names in secrets.yaml.
    """
    made = Edited(text=text, taken=taken)
    all_sheets = list(sheets(part, made.data))
    gone = typed.get(REMOVE, "")
    for sheet in all_sheets:
        if sheet.entry != NEW and not (gone and ".".join(sheet.root) == gone):
            _write(made, sheet, typed)
    for sheet in all_sheets:
        if not sheet.entry or sheet.inner:
            continue
        if sheet.entry == NEW:
            _add(made, [sheet, *(one for one in all_sheets if one.inner and one.entry == NEW)], typed)
        elif ".".join(sheet.path) == gone:
            _remove_entry(made, sheet.path)
        else:
            _rename(made, sheet, typed)
    return made


def _write(made: Edited, sheet: SettingsSheet, typed: Mapping[str, str]) -> None:
    """What was typed on one sheet."""
    written = value_at(made.data, sheet.path)
    before = sheet.way_of(written)
    way = sheet.way(typed.get(sheet.way_name, before.name))
    if way.manner is WayForm.NOTHING:
        made.text = put(made.text, sheet.path, None)
        return
    if way.manner is WayForm.WORD:
        made.text = made.text if way is before else set_value(made.text, sheet.path, way.name)
        return
    group = group_of(sheet, made.data)
    if sheet.tag and (
        way is not before or (sheet.chosen and value_at(made.data, (*sheet.path, sheet.tag)) is None)
    ):
        made.text = put(made.text, (*sheet.path, sheet.tag), way.name)
    to_keys = way is not before and way.manner is WayForm.KEYS
    if to_keys and not isinstance(value_at(made.data, sheet.path), dict):
        made.text = set_value(made.text, sheet.path, {})
    own = [each for one in group.ways if one.name == way.name for each in one.fields]
    for each in group.fields:
        _write_field(made, each, typed)
    for each in own:
        _write_field(made, each, typed, before=way.before, stale=way is not before)
    if to_keys:
        made.text = _of_one_way(made.text, sheet, way)
    if sheet.path[:1] == ("services",):
        _bind(made, sheet.path)


def _bind(made: Edited, path: Path) -> None:
    """A key of a service that was typed is for the host that stands beside it."""
    name = name_in(value_at(made.data, (*path, "api_key")))
    typed = made.secrets.get(name)
    if isinstance(typed, str):
        made.secrets[name] = for_host(typed, str(value_at(made.data, (*path, "host")) or ""))


def _write_field(
    made: Edited, each: Field, typed: Mapping[str, str], *, before: str = "", stale: bool = False
) -> None:
    """What was typed in one field.

    Args:
        made: the file.
        each: the field as it was.
        typed: by the fields' names.
        before: stands in front of a text.
        stale: what stands in its place is of another way.
    """
    wanted = typed.get(each.name, each.value)
    wanted = each.tidy(wanted)
    if each.kind is FieldKind.STEPS and (bad := bad_step(wanted)):
        made.faults[each.name] = say("console.siren.bad_step", line=bad)
        return
    if each.clear in typed and not wanted:
        made.text = put(made.text, each.path, None)
    elif wanted == each.value and not (stale and value_at(made.data, each.path) is not None):
        return
    elif each.hides(wanted):
        name = free_name("-".join(each.path), {*made.taken, *made.secrets})
        made.secrets[name] = wanted
        made.text = put(made.text, each.path, asked(name))
    elif before:
        made.text = put(made.text, each.path, f"{before}{wanted}")
    else:
        wanted = wanted if wanted != each.value else ""
        made.text = put(made.text, each.path, each.as_value(wanted) if wanted or each.required else None)


def _add(made: Edited, new: list[SettingsSheet], typed: Mapping[str, str]) -> None:
    """An entry that was named; its fields are called as those of `NEW`."""
    sheet = new[0]
    name = _entry_name(sheet, typed.get(sheet.entry_name, ""))
    if not name:
        fields = [each for one in new for each in group_of(one, {}).all() if each.name != sheet.entry_name]
        if typed.get(sheet.entry_name, "").strip() or any(
            each.tidy(typed.get(each.name, each.value)) != each.value for each in fields
        ):
            made.faults[sheet.entry_name] = _nameless(sheet)
        return
    if _taken(made, sheet, name):
        return
    path = (*sheet.root[:-1], name)
    text_only = all(one.manner is WayForm.TEXT for one in sheet.ways)
    made.text = put(made.text, path, "" if text_only else {})
    for one in new:
        place = (*one.root[:-1], name, *one.path[one.depth :])
        made.called[place[: one.depth]] = one.root
        _write(made, replace(one, path=place, called=one.path, entry=name), typed)


def _rename(made: Edited, sheet: SettingsSheet, typed: Mapping[str, str]) -> None:
    if sheet.fixed:
        return
    name = _entry_name(sheet, typed.get(sheet.entry_name, sheet.entry))
    if name == sheet.entry:
        return
    if not name:
        made.faults[sheet.entry_name] = _nameless(sheet)
    elif not _taken(made, sheet, name):
        made.text = rename_key(made.text, sheet.path, name)
        made.called[*sheet.root[:-1], name] = sheet.path
        too = (_TOO.get(sheet.path[0], ""), sheet.entry)
        if value_at(made.data, too) is not None:
            made.text = rename_key(made.text, too, name)
            made.called[too[0], name] = too


def _taken(made: Edited, sheet: SettingsSheet, name: str) -> bool:
    if value_at(made.data, (*sheet.root[:-1], name)) is None:
        return False
    made.faults[sheet.entry_name] = say("console.settings.name_taken", name=name)
    return True


def _nameless(sheet: SettingsSheet) -> str:
    return say("console.gain.span_missing" if sheet.spanned else "console.settings.name_missing")


def _entry_name(sheet: SettingsSheet, typed: str) -> str:
    """The name of an entry as it can be written: `Bản Cung` is ban-cung, `5h đến 6h30` is 05:00-06:30.

    "" where it cannot be.
    """
    if sheet.spanned:
        return sheet.entry if typed == sheet.entry else typed_span(typed)
    name = nfc(" ".join(typed.split()))
    return name if is_name(name) else plain_name(name)


def typed_span(typed: str) -> str:
    """A span of the day in words, as it is written; "" where it is none."""
    return period_as_written("".join(_TO.sub("-", _HOUR.sub("h", typed.lower())).split()))


def _remove_entry(made: Edited, path: Path) -> None:
    for each in (path, (_TOO.get(path[0], ""), path[-1])):
        made.text = put(made.text, each, None)


def _of_one_way(text: str, sheet: SettingsSheet, way: SheetWay) -> str:
    """The file without the keys that only other ways have."""
    keys = {key.name for key in sheet.keys(way)}
    others = {key.name for one in sheet.ways for key in one.keys} - keys
    written = value_at(data_of(text), sheet.path)
    for name in written if isinstance(written, dict) else ():
        if name in others:
            text = remove(text, (*sheet.path, name))
    return text
