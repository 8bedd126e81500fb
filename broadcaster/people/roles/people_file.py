"""The file people.yaml: its form, how it is read, and how it is written around what people wrote."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, cast

from pydantic import BaseModel, Field, RootModel
from pydantic_core import PydanticCustomError

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import MOST_DELEGATIONS, Delegation, People, Person, Role
from broadcaster.people.roles.senders import MOST_SENDERS, AlertSender, AlertTable, SenderProof
from broadcaster.station.forms.fields import form_of, list_of, mapping_of
from broadcaster.station.forms.form import Different, Form, fault
from broadcaster.station.forms.reference import FILES, schema_of
from broadcaster.station.forms.texts import Line, Name
from broadcaster.station.forms.times import FirstToLast
from broadcaster.station.forms.validation import typed
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.names import nearest, shown
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Node, Place, parse
from broadcaster.station.yaml.writing import Value, entry_lines, text_scalar, with_section, without_section

MOST_PERSONS = 500
SENDERS = "senders"
"""The key of who may send alerts; every other key at the top is a person's id."""
_MOST_CODES = 200
_KEYS = {
    SenderProof.SIGNATURE: r"(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+",
    SenderProof.FEED: r"https://\S+",
    SenderProof.TOKEN: r"[0-9a-f]{64}",
    SenderProof.ADAPTOR: r"[a-z][a-z0-9_-]{0,63}",
}


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


class _TableChecks(Form):
    def value(self) -> AlertTable:
        """The table; each of its lists as a set."""
        return AlertTable(**{name: frozenset(words) for name, words in self.written().items()})


class _SenderChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """The key is one of the sender's proof."""
        wanted = _KEYS.get(cast("SenderProof", written.get("proof")))
        if wanted and "key" in written and not re.fullmatch(wanted, str(written["key"]).strip()):
            yield fault("sender_key", at="key", proof=written["proof"])

    def sender(self, name: str) -> AlertSender:
        """The sender of an id."""
        written = self.written()
        return AlertSender(**written | {"id": name, "areas": dict(written.get("areas", {}))})


TableForm = form_of(AlertTable, "table", base=_TableChecks)
SenderForm = form_of(
    AlertSender,
    SENDERS,
    base=_SenderChecks,
    written={"areas": mapping_of(Line, list_of(Line, _MOST_CODES, Different))},
)


class SendersForm(BaseModel):
    """The senders of people.yaml; the persons beside them are `PeopleForm`'s."""

    senders: Annotated[dict[Name, SenderForm], Field(max_length=MOST_SENDERS)] = {}  # type: ignore[valid-type]


class PeopleForm(RootModel[Annotated[dict[Name, PersonForm], Field(max_length=MOST_PERSONS)]]):  # type: ignore[valid-type]
    """The persons of people.yaml."""


def persons_of(form: PeopleForm) -> dict[str, Person]:
    """The persons by their ids."""
    forms = cast("dict[str, Form]", form.root)
    return {nfc(name): Person(**one.written(), id=nfc(name)) for name, one in forms.items()}


def senders_of(form: SendersForm) -> dict[str, AlertSender]:
    """The senders by their ids."""
    forms = cast("dict[str, _SenderChecks]", form.senders)
    return {nfc(name): one.sender(nfc(name)) for name, one in forms.items()}


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
    people, senders = schema_of(PeopleForm), schema_of(SendersForm)
    names: Mapping[str, object] = cast("dict[str, dict[str, object]]", people)["patternProperties"]
    return {
        **people,
        "properties": senders["properties"],
        "patternProperties": {f"^(?!{SENDERS}$){name.removeprefix('^')}": one for name, one in names.items()},
        "$defs": cast("dict[str, object]", people["$defs"]) | cast("dict[str, object]", senders["$defs"]),
    }


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
    form, more = typed(FILE, _without_senders(root), PeopleForm)
    written, amiss = typed(FILE, root, SendersForm) if isinstance(root.data, dict) else (None, [])
    problems += [*more, *amiss]
    people = None
    if form is not None:
        persons = persons_of(form)
        problems += crossed(persons, place)
        people = People(persons=persons, senders={} if written is None else senders_of(written))
    if any(one.severity is Severity.ERROR for one in problems):
        people = None
    ordered = sorted(problems, key=lambda p: (p.line, p.column, p.code))
    return LoadedPeople(raw=raw, people=people, problems=tuple(ordered))


def _without_senders(root: Node) -> Node:
    if not isinstance(root.data, dict) or SENDERS not in root.data:
        return root
    return replace(root, data={name: each for name, each in root.data.items() if name != SENDERS})


_NUMBER = re.compile(r"[-+.\d][-+.:\w ]*")  # 0_ and 1:30 are numbers of YAML 1.1 too, and it has dates
_WORDS_OF_YAML = ("true", "false", "yes", "no", "on", "off", "null", "none")


def rewritten(raw: bytes | None, after: People) -> bytes:
    """The bytes of people.yaml that say `after`, as far as it can be said: read them back and see.

    Args:
        raw: the file so far; None where there is none.
        after: who is to stand in it. The senders of alerts stay as they are written.
    """
    anew = f"# {say('people.file_heading')}\n" + "".join(map(_section, after.persons.values()))
    root = None if raw is None else parse(FILE, raw)[0]
    if root is not None and isinstance(root.data, dict) and SENDERS in root.data:
        anew += entry_lines(SENDERS, cast("Value", root.data[SENDERS]), 0)
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


FORMS: dict[str, type[Form]] = {**FILES, FILE: PersonForm, f"{FILE}: {SENDERS}": SenderForm}
"""The forms by file."""
