"""The bytes of an alert → `Alert`, or all problems: by the schema, and by OASIS's rules beyond it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from broadcaster.alerts.cap.model import (
    UNSAID,
    Alert,
    AlertInfo,
    AlertKey,
    AlertSeverity,
    AlertStatus,
    AlertUrgency,
    Area,
    AudioResource,
    Certainty,
    Circle,
    MsgType,
    Point,
    Scope,
)
from broadcaster.alerts.cap.xml import (
    MOST_FAULTS,
    NAMESPACES,
    BadXml,
    Element,
    parsed,
    problem,
    schema_faults,
)
from broadcaster.core.errors import Phrase
from broadcaster.core.text.forms import in_order

_END_OF_DAY = "T24:00:00"
_YEARS = range(1970, 2200)
_UNNAMEABLE = frozenset(" ,<&\t\n\r")
"""What an identifier and a sender may not have: references are written of them."""
_FEWEST_POINTS = 4
_AUDIO = "audio/"
_LONGEST_MIME = 40  # characters: it is shown to people
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAlert:
    """What came of reading an alert."""

    alert: Alert | None = None
    problems: tuple[Phrase, ...] = ()  # where there is no alert


def read_alert(raw: bytes) -> ReadAlert:
    """Read one alert."""
    try:
        root = parsed(raw)
    except BadXml as bad:
        return ReadAlert(problems=(bad.problem,))
    namespace, _, name = str(root.tag).removeprefix("{").rpartition("}")
    version = NAMESPACES.get(namespace)
    if version is None or name != "alert":
        return ReadAlert(problems=(problem("alerts.not_cap"),))
    if faults := schema_faults(raw, version):
        return ReadAlert(problems=faults)
    reader = _Reader(namespace)
    alert = reader.alert(root)
    problems = tuple(dict.fromkeys(reader.problems))[:MOST_FAULTS]
    return ReadAlert(problems=problems) if problems else ReadAlert(alert=alert)


class _Reader:
    """Reads the elements of an alert that keeps to the schema, and notes what breaks the rules beyond it."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{{{namespace}}}"
        self.problems: list[Phrase] = []

    def alert(self, root: Element) -> Alert:
        """The alert; not to be used where there are problems."""
        scope = Scope(self._text(root, "scope"))
        for wanted, name in ((Scope.RESTRICTED, "restriction"), (Scope.PRIVATE, "addresses")):
            if scope is wanted and not self._text(root, name):
                self._tell("alerts.scope_needs", root, name)
        for name in ("identifier", "sender"):
            if not self._text(root, name) or _UNNAMEABLE & {*self._text(root, name)}:
                self._tell("alerts.bad_name", root, name)
        return Alert(
            key=AlertKey(
                sender=self._text(root, "sender"),
                identifier=self._text(root, "identifier"),
                sent=self._instant(root, "sent") or datetime.min,  # noqa: DTZ901 - told as a problem
            ),
            status=AlertStatus(self._text(root, "status")),
            msg_type=MsgType(self._text(root, "msgType")),
            scope=scope,
            references=tuple(self._references(root)),
            infos=tuple(self._info(one) for one in self._all(root, "info")),
        )

    def _info(self, info: Element) -> AlertInfo:
        return AlertInfo(
            language=self._text(info, "language") or UNSAID,
            categories=self._texts(info, "category"),
            event=self._text(info, "event"),
            responses=self._texts(info, "responseType"),
            urgency=AlertUrgency(self._text(info, "urgency")),
            severity=AlertSeverity(self._text(info, "severity")),
            certainty=Certainty(self._text(info, "certainty")),
            expires=self._instant(info, "expires"),
            headline=self._text(info, "headline"),
            description=self._text(info, "description"),
            instruction=self._text(info, "instruction"),
            audio=tuple(self._audio(info)),
            areas=tuple(self._area(one) for one in self._all(info, "area")),
        )

    def _audio(self, info: Element) -> Iterator[AudioResource]:
        for one in self._all(info, "resource"):
            mime = self._text(one, "mimeType").lower()
            if mime.startswith(_AUDIO):
                yield AudioResource(
                    mime=mime[:_LONGEST_MIME],
                    content="".join(self._text(one, "derefUri").split()),
                    uri=self._text(one, "uri"),
                    digest=self._text(one, "digest"),
                )

    def _area(self, area: Element) -> Area:
        if self._text(area, "ceiling") and not self._text(area, "altitude"):
            self._tell("alerts.ceiling_alone", area, "ceiling")
        return Area(
            description=self._text(area, "areaDesc"),
            polygons=self._made(area, "polygon", _polygon),
            circles=self._made(area, "circle", circle),
            geocodes=tuple(
                (self._text(one, "valueName"), self._text(one, "value")) for one in self._all(area, "geocode")
            ),
        )

    def _references(self, root: Element) -> Iterator[AlertKey]:
        for written in self._text(root, "references").split():
            sender, _, rest = written.partition(",")
            identifier, _, sent = rest.rpartition(",")
            try:
                yield AlertKey(sender=_filled(sender), identifier=_filled(identifier), sent=_instant(sent))
            except ValueError:
                self._tell("alerts.bad_reference", root, "references")

    def _instant(self, above: Element, name: str) -> datetime | None:
        found = self._made(above, name, _instant)
        return found[0] if found else None

    def _made(self, above: Element, name: str, make: Callable[[str], T]) -> tuple[T, ...]:
        """Each element of a name by `make`, or a problem in its place."""
        found: list[T] = []
        for written in filter(None, self._texts(above, name)):  # some leave a field empty
            try:
                found.append(make(written))
            except ValueError:
                self._tell("alerts.bad_value", above, name)
        return tuple(found)

    def _text(self, above: Element, name: str) -> str:
        return next(iter(self._texts(above, name)), "")

    def _texts(self, above: Element, name: str) -> tuple[str, ...]:
        return tuple(in_order(one.text or "").strip() for one in self._all(above, name))

    def _all(self, above: Element, name: str) -> list[Element]:
        found: list[Element] = above.findall(f"{self._prefix}{name}")
        return found

    def _tell(self, code: str, above: Element, name: str) -> None:
        found = above.find(f"{self._prefix}{name}")
        line = (above if found is None else found).sourceline
        self.problems.append(problem(code, line=line, element=name))


def _filled(written: str) -> str:
    if not written:
        raise ValueError(written)
    return written


def _instant(written: str) -> datetime:
    """An instant with its offset; CAP 1.1 lets Z stand for one, and XML a day end at 24:00:00."""
    ends = _END_OF_DAY in written
    at = datetime.fromisoformat(written.replace(_END_OF_DAY, "T00:00:00")) + timedelta(days=ends)
    if at.tzinfo is None or at.year not in _YEARS:
        raise ValueError(written)
    return at


def _polygon(written: str) -> tuple[Point, ...]:
    points = tuple(map(_point, written.split()))
    if len(points) < _FEWEST_POINTS or points[0] != points[-1]:
        raise ValueError(written)
    return points


def _point(written: str) -> Point:
    north, east = (float(part) for part in written.split(","))
    if not (abs(north) <= 90 and abs(east) <= 180):  # not true of nan either
        raise ValueError(written)
    return north, east


def circle(written: str) -> Circle:
    """`LATITUDE,LONGITUDE RADIUS`, as CAP writes a circle. Raises ValueError: it is none."""
    centre, radius = written.split()
    if not (math.isfinite(float(radius)) and float(radius) >= 0):
        raise ValueError(written)
    return Circle(centre=_point(centre), radius=float(radius))
