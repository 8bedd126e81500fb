"""From files to a station: everything read, typed and cross-checked, all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import BaseModel

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.containment import Kind as Contained
from broadcaster.core.text.forms import nfc
from broadcaster.station.forms.broadcasts import (
    MessageForm,
    ScheduleForm,
    message_of,
    schedule_of,
    wrong_choices,
)
from broadcaster.station.forms.calendar import (
    CalendarForm,
    SubscribedForm,
    calendar_of,
    fetched_of,
    with_fetched,
)
from broadcaster.station.forms.regulation import RulebookForm, rulebook_of
from broadcaster.station.forms.services import ServiceForm, service_of
from broadcaster.station.forms.settings import StationForm, settings_of
from broadcaster.station.forms.small_files import (
    ApprovalForm,
    ClustersForm,
    LexiconForm,
    approval_of,
    clusters_of,
    lexicon_of,
)
from broadcaster.station.forms.validation import typed
from broadcaster.station.loading.crowding import crowding
from broadcaster.station.loading.references import check_references
from broadcaster.station.loading.rule_files import template_problems, with_digests
from broadcaster.station.loading.secrets import FILE as SECRETS
from broadcaster.station.loading.secrets import MARK, Secrets, exposed
from broadcaster.station.loading.services import bound, shipped_descriptions
from broadcaster.station.loading.sources import SUBSCRIBED, FileFault, FolderSource, Source, leftover
from broadcaster.station.loading.warnings import notices, unencrypted
from broadcaster.station.model.equipment import Cluster
from broadcaster.station.model.message import Message, Waits
from broadcaster.station.model.names import is_id, shown, spelt_out
from broadcaster.station.model.regulation import Approval, Rulebook
from broadcaster.station.model.schedule import Fetched, WardCalendar
from broadcaster.station.model.service import SpeechService
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.registries.engines import ENGINES
from broadcaster.station.yaml.problems import BadStation, Problem, Severity
from broadcaster.station.yaml.tree import START, Node, Place, Trees, parse, problems_of

ENDING = ".yaml"
_STATION, _LEXICON, _CLUSTERS = "station.yaml", "lexicon.yaml", "clusters.yaml"
_CALENDAR, _REGULATION = "calendar.yaml", "regulation.yaml"
_ALMOST = (".yml", ".yaml", ".txt", "")  # endings of files that people may take for ours

AnyForm = TypeVar("AnyForm", bound=BaseModel)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of reading a station: `station` is None if any problem is an error.

    `files` holds the very bytes that were read, by name, so that what is kept as accepted is what
    was checked.
    """

    station: Station | None
    problems: tuple[Problem, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    secrets: bytes = field(default=b"", repr=False)
    """secrets.yaml as it was read, where station.yaml asks for any: kept apart from the files."""
    found: Station | None = None
    """What could be read, broken files left out: for looking at, not for running."""
    trees: Trees = field(default_factory=Trees)
    """Where everything was written."""
    waiting: Mapping[str, Waits] = field(default_factory=dict)  # messages that are known by name only


class Memory:
    """What was made of files that are read again and again: the same bytes give the same values."""

    def __init__(self) -> None:
        self.trees: dict[str, tuple[bytes, Node | None, tuple[Problem, ...]]] = {}
        self.forms: dict[str, tuple[Node, BaseModel | None, tuple[Problem, ...]]] = {}


def load(folder: Path, *, clock: Clock | None = None) -> Loaded:
    """Read the station in `folder`.

    Args:
        folder: the station folder; it need not exist.
        clock: gives the day for the warnings about what is over; the computer's own by default.
    """
    return load_source(FolderSource(folder.absolute()), clock=clock)


def take(folder: Path) -> Station:
    """The station in `folder`. Raises BadStation: any of its files has an error."""
    loaded = load(folder)
    if loaded.station is None:
        raise BadStation(loaded.problems)
    return loaded.station


def load_source(
    source: Source,
    *,
    clock: Clock | None = None,
    memory: Memory | None = None,
    waiting: Mapping[str, Waits] | None = None,
) -> Loaded:
    """Read a station from a folder or an archive.

    Args:
        memory: spares work where nearly the same files are read again.
        waiting: messages that are known by name only.
    """
    reader = _Reader(source, memory or Memory(), waiting or {})
    station = reader.station()
    found = reader.found
    if found is not None:
        today = (clock or SystemClock()).now().astimezone(found.settings.timezone).date()
        reader.problems += notices(found, reader.trees, today)
        reader.problems += (
            Place(spelt_out(name), None).problem(START, "station.link", Severity.WARNING, written=shown(name))
            for name in source.strays()
        )
        reader.problems += template_problems(source.root)
        reader.problems += unencrypted(source.root, found, reader.trees.station)
        reader.problems += exposed(source.root, reader.trees.station, used=bool(reader.secrets))
    problems = sorted(reader.problems, key=lambda p: (p.file, p.line, p.column, p.code))
    if station is not None and waiting:
        station = _with_waiting(station, waiting)
    return Loaded(
        station=station,
        problems=tuple(problems),
        files=MappingProxyType(reader.files),
        secrets=reader.secrets,
        found=found,
        trees=reader.trees,
        waiting={} if station is None else station.waiting,
    )


def _with_waiting(station: Station, waiting: Mapping[str, Waits]) -> Station:
    fresh = {name: why for name, why in waiting.items() if name not in station.messages}
    names = {name: Message(id=name, title=name, parts=()) for name in fresh}
    messages = MappingProxyType({**station.messages, **names})
    return replace(station, messages=messages, waiting=MappingProxyType(fresh))


@dataclass(frozen=True, slots=True)
class _Kind(Generic[AnyForm, Value]):
    """One kind of file: its folder, its form, and how a value comes of a form, an id and a tree."""

    folder: str
    of: Contained
    form: type[AnyForm]
    value: Callable[[AnyForm, str, Node], Value]
    choices: Callable[[Node], Iterable[tuple[Node, str, dict[str, object]]]] = lambda _: ()


_MESSAGES = _Kind("messages", Contained.MESSAGE, MessageForm, message_of)
_SCHEDULES = _Kind(
    "schedules",
    Contained.SCHEDULE,
    ScheduleForm,
    lambda form, name, _: schedule_of(form, name),
    wrong_choices,
)
_APPROVALS = _Kind("approvals", Contained.MESSAGE, ApprovalForm, lambda form, _name, _node: approval_of(form))
_SERVICES = _Kind("services", Contained.SERVICE, ServiceForm, lambda form, _name, _node: service_of(form))


def _described(own: Mapping[str, SpeechService]) -> Mapping[str, SpeechService]:
    """The descriptions of all services: the ward's own before those that are shipped."""
    found = {**shipped_descriptions(), **own}
    return MappingProxyType({name: one for name, one in found.items() if name not in ENGINES})


class _Reader:
    """Reads one station once and gathers its problems."""

    def __init__(self, source: Source, memory: Memory, waiting: Mapping[str, Waits]) -> None:
        self.source = source
        self.memory = memory
        self.waiting = waiting
        self.problems: list[Problem] = []
        self.files: dict[str, bytes] = {}
        self.secrets = b""
        self.trees = Trees()
        self.found: Station | None = None
        """What could be read, for the warnings: what is wrong elsewhere hides none of them."""

    def station(self) -> Station | None:
        """The station, or None if there was any error."""
        try:
            names = self.source.names()
        except FileFault as fault:
            self._report(_STATION, fault.code, **fault.facts)
            return None
        services = self._all(_SERVICES, names, self.trees.services)
        settings = self._settings(names, services)
        lexicon = self._lexicon(names)
        calendar = self._calendar(names)
        messages = self._all(_MESSAGES, names, self.trees.messages)
        schedules = self._all(_SCHEDULES, names, self.trees.schedules)
        self.problems += crowding(schedules, self.trees.schedules)
        approvals = self._all(_APPROVALS, names, self.trees.approvals)
        self._check_approvals(approvals)
        recordings, problems = check_references(self.source, self.trees, self.waiting)
        self.problems += problems
        self.found = Station(
            root=self.source.root,
            settings=settings or Settings(name=""),
            messages=MappingProxyType(messages),
            schedules=MappingProxyType(schedules),
            lexicon=lexicon,
            calendar=calendar,
            clusters=self._clusters(names),
            recordings=MappingProxyType(recordings),
            approvals=MappingProxyType(approvals),
        )
        broken = settings is None or any(p.severity is Severity.ERROR for p in self.problems)
        return None if broken else self.found

    def _settings(self, names: list[str], services: Mapping[str, SpeechService]) -> Settings | None:
        if _STATION not in names:
            self._report(_STATION, "station.no_station_file")
            return None
        root = self._tree(_STATION)
        self.trees.station = Place(_STATION, root)
        form = self._form(_STATION, root, StationForm)
        rulebook = self._rulebook(names)
        if form is None:
            return None
        settings = with_digests(bound(settings_of(form), self.trees.station), self.source.root)
        return replace(settings, rulebook=rulebook, described=_described(services))

    def _rulebook(self, names: list[str]) -> Rulebook | None:
        """regulation.yaml; None where there is none, or where it is broken."""
        if _REGULATION not in names:
            return None
        root = self._tree(_REGULATION, may_be_empty=True)
        self.trees.regulation = Place(_REGULATION, root)
        block = self.trees.station.child("regulation")
        if block is not None and self.trees.regulation.child("rules") is not None:
            place = self.trees.station
            self.problems.append(place.problem(place.mark("regulation"), "station.two_regulations"))
        form = self._form(_REGULATION, root, RulebookForm)
        return rulebook_of(form) if form else None

    def _lexicon(self, names: list[str]) -> Mapping[str, str]:
        root = self._tree(_LEXICON, may_be_empty=True) if _LEXICON in names else None
        form = self._form(_LEXICON, root, LexiconForm)
        return lexicon_of(form) if form else MappingProxyType({})

    def _calendar(self, names: list[str]) -> WardCalendar:
        root = self._tree(_CALENDAR, may_be_empty=True) if _CALENDAR in names else None
        self.trees.calendar = Place(_CALENDAR, root)
        form = self._form(_CALENDAR, root, CalendarForm)
        calendar = calendar_of(form) if form else WardCalendar()
        return with_fetched(calendar, self._fetched(names)) if calendar.subscribed else calendar

    def _fetched(self, names: list[str]) -> Mapping[str, Fetched]:
        root = self._tree(SUBSCRIBED, may_be_empty=True) if SUBSCRIBED in names else None
        form = self._form(SUBSCRIBED, root, SubscribedForm)
        return fetched_of(form) if form else {}

    def _clusters(self, names: list[str]) -> Mapping[str, Cluster]:
        root = self._tree(_CLUSTERS, may_be_empty=True) if _CLUSTERS in names else None
        form = self._form(_CLUSTERS, root, ClustersForm)
        return clusters_of(form) if form else MappingProxyType({})

    def _all(
        self, kind: _Kind[AnyForm, Value], names: list[str], places: dict[str, Place]
    ) -> dict[str, Value]:
        """All values of one kind by id; a broken file gets a place but has no value."""
        values: dict[str, Value] = {}
        for name in names:
            place = Place(spelt_out(name), None)
            self.problems += problems_of(kind.of, place, partial(self._one, kind, name, places, values))
        return values

    def _one(
        self, kind: _Kind[AnyForm, Value], name: str, places: dict[str, Place], values: dict[str, Value]
    ) -> list[Problem]:
        """Read one file; what is left to be told of it."""
        identity = self._identity(name, kind.folder)
        if identity is None:
            return []
        if identity in places:
            self._report(name, "station.same_id", written=identity, other=places[identity].file)
            return []
        places[identity] = Place(spelt_out(name), None)  # whatever goes wrong, it is known by name
        root = self._tree(name)
        place = places[identity] = Place(spelt_out(name), root)
        if root is None:
            return []
        wrong = [place.problem(node.mark, code, **facts) for node, code, facts in kind.choices(root)]
        form = self._form(name, root, kind.form)
        if form is not None and not wrong:
            values[identity] = kind.value(form, identity, root)
        return wrong

    def _identity(self, name: str, folder: str) -> str | None:
        """The id that a file of this folder stands for; None for any other file."""
        if not name.startswith(f"{folder}/"):
            return None
        left = leftover(nfc(PurePosixPath(name).name))
        if left is not None:
            self._report(name, left, Severity.WARNING)
            return None
        if not name.endswith(ENDING):
            if PurePosixPath(name).suffix.lower() in _ALMOST:
                right = f"{PurePosixPath(name).stem.removesuffix(ENDING)}{ENDING}"
                self._report(name, "station.not_read", Severity.WARNING, right=spelt_out(right))
            return None
        identity = nfc(name.removeprefix(f"{folder}/").removesuffix(ENDING))
        if not is_id(identity):
            self._report(name, "station.bad_file_name", written=shown(identity))
            return None
        return identity

    def _tree(self, name: str, *, may_be_empty: bool = False) -> Node | None:
        try:
            raw = self.source.read(name)
        except FileFault as fault:
            self._report(name, fault.code, **fault.facts)
            return None
        self.files[name] = raw
        known = self.memory.trees.get(name)
        secrets = self._secrets(raw) if name == _STATION else None
        read = raw + self.secrets if secrets is not None else raw
        if known is None or known[0] != read:
            root, found = parse(spelt_out(name), raw, secrets)
            known = self.memory.trees[name] = (read, root, tuple(found))
        _, root, problems = known
        self.problems += problems
        if root is None and not problems and not may_be_empty:
            self._report(name, "station.empty_file")
        return root

    def _secrets(self, raw: bytes) -> Secrets:
        """What the `!secret` of station.yaml stand for; secrets.yaml is not read where there is none."""
        if MARK in raw:
            try:
                self.secrets = self.source.read(SECRETS)
            except FileFault as fault:
                self._report(SECRETS, fault.code, **fault.facts)
        secrets = Secrets(self.secrets)
        self.problems += secrets.problems
        return secrets

    def _form(self, name: str, root: Node | None, form: type[AnyForm]) -> AnyForm | None:
        if root is None:
            return None
        known = self.memory.forms.get(name)
        if known is None or known[0] is not root:
            fresh, found = typed(spelt_out(name), root, form)
            known = self.memory.forms[name] = (root, fresh, tuple(found))
        _, made, problems = known
        self.problems += problems
        return made if isinstance(made, form) else None

    def _check_approvals(self, approvals: Mapping[str, Approval]) -> None:
        for identity, approval in approvals.items():
            if approval.message != identity:
                place = self.trees.approvals[identity]
                facts = {"written": approval.message, "expected": identity}
                self.problems.append(place.problem(place.mark("message"), "station.wrong_approval", **facts))

    def _report(self, name: str, code: str, severity: Severity = Severity.ERROR, /, **facts: object) -> None:
        self.problems.append(Place(spelt_out(name), None).problem(START, code, severity, **facts))
