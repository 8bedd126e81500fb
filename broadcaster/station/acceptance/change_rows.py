"""The journal's rows about accepted changes; settings and their values as the page Thiết lập names them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from broadcaster.core.errors import BroadcasterError, Fact, Phrase
from broadcaster.core.text.catalogue import has
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.playout.source.choice import server
from broadcaster.station.acceptance.confirmation import Unconfirmed
from broadcaster.station.loading.archive import Change
from broadcaster.station.model.message import Validity
from broadcaster.station.model.office import Listen
from broadcaster.station.model.regulation import Mourning, QuietRule, RegulationOrder, Rulebook, Silence, Span
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.loosening import QUOTAS, Loosened
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import Trees

_NONE = Phrase(code="clock.no_value")
_SHORT = 16  # hexadecimal digits of a digest: enough to compare by telephone
_DIGESTS = ("place.drawn", "alert_words")
_SEALED = Phrase(code="clock.another_value")


def named(path: str) -> Fact:
    """The setting at a path such as `approval.own` or `keying`; the path itself where it has no name."""
    section, _, name = path.partition(".")
    match section:
        case "sources":
            return Phrase(code="clock.source", facts=(("name", name),))
        case "contacts":
            return Phrase(code="clock.contact", facts=(("name", name),))
        case "zones":
            return Phrase(code="clock.zones_keying")
        case "alert_words":
            return Phrase(code="clock.alert_words")
    group, key = f"console.group.{section}", f"console.named.{path}"
    if has(block := f"console.group.{path}"):
        return Phrase(code=block)
    if not has(group) or not has(key):
        return path
    return Phrase(code="clock.setting", facts=(("group", Phrase(code=group)), ("key", Phrase(code=key))))


def valued(path: str, value: str | None) -> Fact:
    """A value as people are shown it: of an address only where it leads, since a password may stand in it.

    Args:
        path: of its setting.
        value: as JSON, or sealed; None for an entry that is not there.
    """
    if value is None:
        return _NONE
    try:
        found = json.loads(value)
    except ValueError:
        return _SEALED
    section, _, name = path.partition(".")
    if found == "":
        return _NONE
    if path in _DIGESTS:
        return str(found)[:_SHORT]
    if section == "sources":
        return _source(str(found), value)
    if section == "services":
        return _service(found, value)
    if isinstance(found, dict):
        if "server" in found:
            return f"{found['server']}:{found['port']} ({found['security']})"
        return Listen(**found).text if "host" in found else _contact(found)
    if isinstance(found, list):
        return ", ".join(map(str, found)) or _NONE
    if isinstance(found, float):
        return Phrase(code="clock.lasting", facts=(("length", value),))
    return _word(name, found)


def _word(key: str, value: object) -> Fact:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    code = f"console.word.{key}.{text}"
    return Phrase(code=code) if has(code) else text


def _source(address: str, value: str) -> Fact:
    if address.startswith("line-in:"):
        return Phrase(code="clock.line_in", facts=(("number", address.partition(":")[2]),))
    return f"{server(address)} ({_mark(value)})" if server(address) else address


def _service(found: Mapping[str, Any], value: str) -> Fact:
    """A service; of one that the ward describes all that is sent: a sentence of its own may stand in it."""
    server, own = f"{found['host']} ({_mark(value)})", found["description"]
    if own is None:
        return server
    fields = (own["headers"] | own["options"] | found["options"]).items()
    sent = "; ".join((own["address"], own["body"], *(f"{key}: {text}" for key, text in fields)))
    return Phrase(code="clock.service", facts=(("server", server), ("sent", sent)))


def _mark(value: str) -> str:
    """Tells two values at one server apart."""
    return hashlib.sha256(value.encode()).hexdigest()[:6]


def _contact(found: Mapping[str, object]) -> Fact:
    way = f"console.way.contacts.{found.get('type')}"
    return Phrase(
        code="clock.contact_value",
        facts=(
            ("way", Phrase(code=way) if has(way) else str(found.get("type"))),
            ("message", str(found.get("message"))),
            ("emergency", _word("emergency", bool(found.get("emergency")))),
        ),
    )


_INSTANT = timedelta(microseconds=1)
_NO_QUIET = Phrase(code="clock.no_quiet")
_IN_THE_FILE = Phrase(code="regulation.in_the_file")
_Span = RegulationOrder | Mourning
TAKEN = ("station.first_taken", "station.changed")  # the codes of an accepted change

log = logging.getLogger(__name__)


class ChangeRows:
    """Writes each change once, also if the process ended between acceptance and row.

    Called by one thread at a time.

    Args:
        journal: asked at the first change whether it has the row.
    """

    def __init__(self, journal: Journal, note: Callable[[Reason, datetime | None], object]) -> None:
        self._journal = journal
        self._note = note
        self._written: Change | None = None
        self._waiting = ""
        self._asked = False
        self._rulebook: Rulebook | None = None

    def write(self, change: Change | None, waiting: Unconfirmed | None) -> None:
        """Write what was accepted last, and what of it waits for a person, unless that was written."""
        if change is not None and change != self._written and not self._known(change):
            self._note(row_of(change), change.at)
        self._written = change or self._written
        if waiting is not None and waiting.id != self._waiting:
            for what in parts("clock.waits", waiting):
                self._note(what, None)
        self._waiting = "" if waiting is None else waiting.id

    def follow(self, settings: Settings, by: str = "") -> None:
        """Write which orders and days of mourning came, ended or went since the last call.

        Args:
            by: who wrote regulation.yaml; empty for whoever did so outside the program.
        """
        before, self._rulebook = self._rulebook, settings.rulebook or Rulebook()
        if before is not None:
            for what in entered(before, self._rulebook, by):
                self._note(what, None)

    def _known(self, change: Change) -> bool:
        """True if an earlier process wrote the row. Only the first change can be of an earlier process."""
        if self._asked:
            return False
        self._asked = True
        try:
            rows = self._journal.notes(change.at, change.at + _INSTANT)
        except BroadcasterError:
            log.warning("it is unknown whether the journal has the last change", exc_info=True)
            return False
        wanted = row_of(change)
        return any(
            row.what.code == wanted.code and dict(row.what.facts) == dict(wanted.facts) for row in rows
        )


def row_of(change: Change) -> Reason:
    """The row of a change."""
    facts = (("what", change.what), ("old", change.old), ("new", change.new))
    first, later = TAKEN
    return Reason(code=later if change.old else first, facts=facts)


def entered(before: Rulebook, after: Rulebook, by: str) -> Iterator[Reason]:
    """One sentence for each order and span of mourning that is new, changed, ended or gone, and by whom."""
    kinds: tuple[tuple[str, Sequence[_Span], Sequence[_Span]], ...] = (
        ("order", before.orders, after.orders),
        ("mourning", before.mourning, after.mourning),
    )
    for kind, old, new in kinds:
        known = {_same(one): one for one in old}
        left = {_same(one) for one in new}
        for one in old:
            if _same(one) not in left:
                yield _entry(f"{kind}_removed", one, by)
        for one in new:
            was = known.get(_same(one))
            if was is None:
                yield _entry(f"{kind}_new", one, by)  # the file may name anybody
            elif was != one:
                yield _entry(f"{kind}_ended" if one.until < was.until else f"{kind}_changed", one, by)


def _same(one: _Span) -> tuple[object, ...]:
    """What tells one entry from another, whatever else of it is changed."""
    return (one.number if isinstance(one, RegulationOrder) else one.what, one.first)


def _entry(what: str, one: _Span, who: str) -> Reason:
    facts: tuple[tuple[str, Fact], ...] = (
        ("number", one.number if isinstance(one, RegulationOrder) else str(one.what)),
        ("by", one.by or "–"),
        ("first", f"{one.first:%d/%m/%Y}"),
        ("until", f"{one.until:%d/%m/%Y}"),
        ("who", who or _IN_THE_FILE),
    )
    return Reason(code=f"regulation.took_{what}", facts=facts)


def parts(code: str, change: Unconfirmed, who: str = "") -> list[Reason]:
    """One sentence each for the zone, the quiet hours and each key, as far as they change.

    Args:
        code: `clock.waits` or `clock.took`.
    """
    before, wanted, holds = change.before, change.wanted, change.holds
    rows = []
    by = (("who", who or "–"),) if code == "clock.took" else ()
    if holds.timezone != wanted.timezone:
        zones = (("old", holds.timezone), ("new", wanted.timezone))
        rows.append(Reason(code=f"{code}_timezone", facts=(*by, *zones)))
    if (holds.spans, holds.layers) != (wanted.spans, wanted.layers):
        hours = {"old": before, "new": wanted, "holds": holds}
        rows.append(
            Reason(code=f"{code}_quiet", facts=(*by, *((n, written(rule)) for n, rule in hours.items())))
        )
    return [*rows, *(_key_row(code, one, by) for one in change.keys)]


def _key_row(code: str, one: Loosened, by: tuple[tuple[str, Fact], ...]) -> Reason:
    if one.path == QUOTAS:
        return Reason(code=f"{code}_quotas", facts=by)
    section, _, name = one.path.partition(".")
    if section == "services":
        service = (("name", name), ("new", valued(one.path, one.new)))
        return Reason(code=f"{code}_service", facts=(*by, *service))
    facts = (("key", named(one.path)), ("old", valued(one.path, one.old)), ("new", valued(one.path, one.new)))
    if one.path == "alert_words" and code == "clock.waits":
        return Reason(code="clock.waits_alert_words", facts=facts)
    return Reason(code=f"{code}_key", facts=(*by, *facts))


def problems(change: Unconfirmed, trees: Trees) -> list[Problem]:
    """What waits, as warnings about the file that says so."""
    quiet = (trees.station, trees.station.mark("regulation", "quiet"))
    if trees.regulation.root is not None:
        quiet = (trees.regulation, trees.regulation.mark("rules"))
    at = {
        "clock.waits_timezone": (trees.station, trees.station.mark("timezone")),
        "clock.waits_quiet": quiet,
        "clock.waits_quotas": quiet,
        "clock.waits_service": (trees.station, trees.station.mark("speech", "engines")),
    }
    found = []
    told = parts("clock.waits", change)
    keys = ("",) * (len(told) - len(change.keys)) + tuple(one.path for one in change.keys)
    for what, path in zip(told, keys, strict=True):
        tree, mark = at.get(what.code) or (trees.station, trees.station.mark(*path.split(".")))
        found.append(tree.problem(mark, what.code, Severity.WARNING, **dict(what.facts)))
    return found


def written(rule: QuietRule) -> Fact:
    """Quiet hours as people write them."""
    silences = dict.fromkeys(one for layer in rule.layers for one in layer if one.spans)
    found = [*_spans(rule.spans), *map(_silence, silences)]
    return ", ".join(dict.fromkeys(found)) or _NO_QUIET


def _silence(one: Silence) -> str:
    valid = one.valid
    dated = "" if valid == Validity() else f"{valid.first or ''}..{valid.until or ''}"
    about = [str(one.season or ""), dated, *one.zones, *one.classes]
    named = " ".join(word for word in about if word)
    return f"{', '.join(_spans(one.spans))} [{named}]" if named else ", ".join(_spans(one.spans))


def _spans(spans: Iterable[Span]) -> list[str]:
    return [f"{first:%H:%M}-{until:%H:%M}" for first, until in spans]
