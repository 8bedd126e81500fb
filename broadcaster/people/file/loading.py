"""Read people.yaml: the persons, or every problem of the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.people.file.form import PeopleForm, crossed, persons_of
from broadcaster.people.model import People
from broadcaster.station.forms.grammar.typed import typed
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, parse
from broadcaster.station.yaml.trees import Place

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
