"""The file people.yaml: its form, how it is read, and how it is written around what people wrote."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field, RootModel

from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import MOST_DELEGATIONS, Delegation, People, Person, Role
from broadcaster.station.forms.fields import form_of, list_of
from broadcaster.station.forms.form import Different, Form
from broadcaster.station.forms.reference import FILES, schema_of
from broadcaster.station.forms.texts import Name
from broadcaster.station.forms.times import FirstToLast
from broadcaster.station.forms.validation import typed
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.names import nearest, nfc, shown
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Place, parse
from broadcaster.station.yaml.writing import text_scalar, with_section, without_section

MOST_PERSONS = 500


class _PersonChecks(Form):
    def written(self) -> dict[str, object]:
        """The keys that were written; roles as a set."""
        written = super().written()
        return written | ({"roles": frozenset(written["roles"])} if "roles" in written else {})


DelegationForm = form_of(Delegation, "people.delegations", base=FirstToLast)
PersonForm = form_of(
    Person,
    "people",
    base=_PersonChecks,
    written={"delegations": list_of(DelegationForm, MOST_DELEGATIONS, Different)},
)


class PeopleForm(RootModel[Annotated[dict[Name, PersonForm], Field(max_length=MOST_PERSONS)]]):  # type: ignore[valid-type]
    """people.yaml."""


def persons_of(form: PeopleForm) -> dict[str, Person]:
    """The persons by their ids."""
    forms = cast("dict[str, Form]", form.root)
    return {nfc(name): Person(**one.written(), id=nfc(name)) for name, one in forms.items()}


def crossed(persons: dict[str, Person], place: Place) -> Iterator[Problem]:
    """What is wrong between persons."""
    accounts: dict[str, Person] = {}
    for one in persons.values():
        if one.account is not None and one.enabled:
            other = accounts.setdefault(one.account, one)
            if other is not one:
                mark = place.mark(one.id, "account")
                facts = {"written": one.account, "other": other.name}
                yield place.problem(mark, "people.same_account", **facts)
        for index, given in enumerate(one.delegations):
            mark = place.mark(one.id, "delegations", index, "to")
            if given.to == one.id:
                yield place.problem(mark, "people.delegated_to_oneself", name=one.name)
            elif given.to not in persons:
                near = nearest(given.to, persons) or ""
                yield place.problem(mark, "people.unknown_person", person=shown(given.to), near=near)
        if one.delegations and Role.LEADER not in one.roles:
            mark = place.mark(one.id, "delegations")
            yield place.problem(mark, "people.nothing_to_delegate", Severity.WARNING, name=one.name)
    if not technicians(persons.values()):
        yield place.problem(place.mark(), "people.no_technician")


def technicians(persons: Iterable[Person]) -> list[Person]:
    """Those who may change the people of the station."""
    return [one for one in persons if one.enabled and Role.TECHNICIAN in one.roles]


def json_schema() -> dict[str, object]:
    """The JSON Schema of people.yaml, with descriptions in the chosen language."""
    return schema_of(PeopleForm)


FILE = "people.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPeople:
    """What came of reading people.yaml."""

    raw: bytes | None  # None: there is no file
    people: People | None = None  # None if there is no file, or any problem is an error
    problems: tuple[Problem, ...] = field(default=())

    @property
    def digest(self) -> str:
        """SHA-256 of the file; "" where there is none."""
        return digest_of(self.raw)


def digest_of(raw: bytes | None) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits; "" where there is none."""
    return "" if raw is None else hashlib.sha256(raw).hexdigest()


def load_people(folder: Path) -> LoadedPeople:
    """Read the people.yaml of a station folder. What is wrong with it is a problem, never an exception."""
    source = FolderSource(folder.absolute())
    if not (folder / FILE).is_symlink() and not (folder / FILE).exists():
        return LoadedPeople(raw=None)
    try:
        raw = source.read(FILE)
    except FileFault as fault:
        return LoadedPeople(raw=b"", problems=(Place(FILE, None).problem(START, fault.code, **fault.facts),))
    return parsed(raw)


def parsed(raw: bytes) -> LoadedPeople:
    """The persons in the bytes of a people.yaml."""
    root, problems = parse(FILE, raw)
    place = Place(FILE, root)
    if root is None:
        found = problems or [place.problem(START, "station.empty_file")]
        return LoadedPeople(raw=raw, problems=tuple(found))
    form, more = typed(FILE, root, PeopleForm)
    problems += more
    people = None
    if form is not None:
        persons = persons_of(form)
        problems += crossed(persons, place)
        people = People(persons=persons)
    if any(one.severity is Severity.ERROR for one in problems):
        people = None
    ordered = sorted(problems, key=lambda p: (p.line, p.column, p.code))
    return LoadedPeople(raw=raw, people=people, problems=tuple(ordered))


_NUMBER = re.compile(r"[-+.\d][-+.:\w ]*")  # 0_ and 1:30 are numbers of YAML 1.1 too, and it has dates
_WORDS_OF_YAML = ("true", "false", "yes", "no", "on", "off", "null", "none")


def rewritten(raw: bytes | None, after: People) -> bytes:
    """The bytes of people.yaml that say `after`, as far as it can be said: read them back and see.

    Args:
        raw: the file so far; None where there is none.
        after: who is to stand in it.
    """
    anew = f"# {say('people.file_heading')}\n" + "".join(map(_section, after.persons.values()))
    before = None if raw is None else parsed(raw).people
    if raw is None or before is None:
        return anew.encode()
    # A splice that came out wrong, as in a file in flow style, must never reach the disk.
    spliced = _spliced(raw.decode("utf-8"), before, after).encode()
    return spliced if parsed(spliced).people == parsed(anew.encode()).people else anew.encode()


def _spliced(text: str, before: People, after: People) -> str:
    for name in before.persons.keys() - after.persons.keys():
        text = without_section(text, name)
    for name, one in after.persons.items():
        if before.persons.get(name) != one:
            text = with_section(text, name, _section(one))
    return text


def _section(one: Person) -> str:
    return "".join(f"{line}\n" for line in _lines(one))


def _lines(one: Person) -> Iterator[str]:
    yield f"{_text(one.id)}:"
    yield f"  name: {_text(one.name)}"
    if one.title is not None:
        yield f"  title: {_text(one.title)}"
    if one.account is not None:
        yield f"  account: {_text(one.account)}"
    yield f"  roles: [{', '.join(role for role in Role if role in one.roles)}]"
    if one.delegations:
        yield "  delegations:"
    for given in one.delegations:
        yield f"    - to: {_text(given.to)}"
        yield f"      from: {given.start}"
        yield f"      until: {given.until}"
        if given.basis is not None:
            yield f"      basis: {_text(given.basis)}"
    if not one.enabled:
        yield "  enabled: false"


def _text(text: str) -> str:
    # Every text here may be plain for our own reader; other readers see numbers and truth values in some.
    plain = text_scalar(text)
    return f'"{plain}"' if _NUMBER.fullmatch(plain) or plain.lower() in _WORDS_OF_YAML else plain


FORMS: dict[str, type[Form]] = {**FILES, FILE: PersonForm}
"""The forms by file."""
