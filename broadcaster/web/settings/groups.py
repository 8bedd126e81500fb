"""A sheet of station.yaml as a group of fields. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from broadcaster.core.text.catalogue import say
from broadcaster.station.forms.form import Declared
from broadcaster.station.model.keys import NOTHING
from broadcaster.station.yaml.entries import value_at
from broadcaster.web.settings.fields import Field, FieldKind, field_of
from broadcaster.web.settings.sheets import NEW, SettingsSheet, SheetWay

Options = Mapping[str, tuple[tuple[str, str], ...]]
"""What only the station knows: the text of a key → what may be chosen, as written and in words."""
NONE: Options = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayChoice:
    """One way of a section, with the fields that only this one has."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Keys that stand together; those at the top of the file have no title."""

    name: str
    title: str
    entry: str = ""  # of several: which one it is, or belongs to
    named: Field | None = None  # in which the entry is named
    way: Field | None = None  # in which the way is chosen
    fields: tuple[Field, ...]  # of every way
    ways: tuple[WayChoice, ...] = ()

    @property
    def idle(self) -> bool:
        """True if there is a way in which none of the fields means anything."""
        return self.way is not None and len(self.ways) < len(self.way.choices)

    @property
    def new(self) -> bool:
        """True for an entry that is not there yet."""
        return self.entry == NEW

    @property
    def called(self) -> str:
        """An entry as people call it."""
        return next(
            (each.value for each in self.fields if each.path[-1] == "title" and each.value), self.entry
        )

    def chosen(self) -> tuple[Field, ...]:
        """The fields of every way and of the chosen one."""
        own = [field for one in self.ways if self.way and one.name == self.way.value for field in one.fields]
        return (*self.fields, *own)

    def all(self) -> tuple[Field, ...]:
        """All fields, those of other ways too."""
        alone = [each for each in (self.named, self.way) if each is not None]
        return (*alone, *self.fields, *(field for one in self.ways for field in one.fields))

    def changed(self, change: Callable[[Field], Field]) -> Group:
        """The same with other fields."""
        return replace(
            self,
            named=None if self.named is None else change(self.named),
            way=None if self.way is None else change(self.way),
            fields=tuple(map(change, self.fields)),
            ways=tuple(replace(one, fields=tuple(map(change, one.fields))) for one in self.ways),
        )


def group_of(
    sheet: SettingsSheet, data: object, typed: Mapping[str, str] = NOTHING, options: Options = NONE
) -> Group:
    """The fields of a sheet.

    Args:
        sheet: what may be written.
        data: of the whole file.
        typed: what somebody typed, by the fields' names: it stands in the fields instead.
        options: what only the station knows.
    """
    written = value_at(data, sheet.path)
    chosen = sheet.way_of(written)
    way = None if len(sheet.ways) == 1 else _way_field(sheet, chosen, typed.get(sheet.way_name))

    def field(key: Declared, of: SheetWay | None) -> Field:
        name = sheet.name_of(key, of)
        # What stands there in another way is no value of this one, though its key may have the same name.
        value = sheet.value_of(key, of or chosen, written) if of is None or of is chosen else None
        made = field_of(sheet.place_of(key, of or chosen), name, key, value, typed.get(name))
        made = made if key.text not in options else made.among(options[key.text])
        return replace(made, required=made.required and sheet.entry != NEW)

    own = [] if way is None else [one for one in sheet.ways if one.keys]
    alone = sheet.ways[0].keys if way is None else ()
    return Group(
        name=sheet.section,
        title=say(f"console.group.{sheet.section}") if sheet.path and not sheet.entry else "",
        entry=sheet.entry,
        named=_name_field(sheet, typed.get(sheet.entry_name))
        if sheet.entry and not sheet.inner and not sheet.fixed
        else None,
        way=way,
        fields=tuple(field(key, None) for key in (*sheet.shared, *alone)),
        ways=tuple(
            WayChoice(name=one.name, fields=tuple(field(key, one) for key in one.keys)) for one in own
        ),
    )


def _name_field(sheet: SettingsSheet, typed: str | None) -> Field:
    name = "" if sheet.entry == NEW else sheet.entry
    label = "console.gain.span" if sheet.spanned else "console.settings.name"
    about = "console.gain.span_help" if sheet.spanned else "console.settings.name_help"
    return Field(
        path=sheet.path,
        name=sheet.entry_name,
        label=say(label),
        help=say(about),
        kind=FieldKind.TEXT,
        value=name if typed is None else typed,
        required=sheet.entry != NEW,
    )


def _way_field(sheet: SettingsSheet, chosen: SheetWay, typed: str | None) -> Field:
    kinds = sheet.kinds or sheet.section
    words = tuple((one.name, _way_in_words(f"{kinds}.{one.name}")) for one in sheet.ways)
    return Field(
        path=sheet.path,
        name=sheet.way_name,
        label=_way_in_words(sheet.section),
        kind=FieldKind.CHOICE,
        value=chosen.name if typed is None else typed,
        choices=words,
    )


def _way_in_words(name: str) -> str:
    return say(f"console.way.{name}")
