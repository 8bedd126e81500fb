"""What differs from one day to the next although nothing changed: times, ids, secrets, places, lengths."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.recorded_day.ward import SCHEDULES

_STAMP = re.compile(
    r"2026-03-0(?:2[T ]0(?:6:[45]|7:[01])\d|1[T ]23:[45]\d|2[T ]00:[01]\d)"
    r"(?::\d\d(?:[.,]\d+)?)?(?:\+0[07]:00|Z)?"
)
"""An instant of the recorded quarter, in the ward's zone or in UTC."""

_COMPACT = re.compile(r"2026030(?:2T0(?:6[45]|7[01])\d|1T23[45]\d|2T00[01]\d)\d\d(Z?)")
_FILED = re.compile(r"2026-03-02T0(?:6[45]|7[01])\d\d\d")
_HOUR = re.compile(
    r"(?<![\w:+])0?(?:6(?:[:h]| giờ )[45]\d|7(?:[:h]| giờ )[01]?\d)(?::\d\d|(?: phút)?)(?![\d:])"
)
_HOUR_EN = re.compile(r"(?<![\d:])(?:6:[45]\d|7:[01]\d)\s?(?:AM|am)\b")
_ID = re.compile(r"\b01[0-9a-hjkmnp-tv-z]{16}\b")
_TICKET = re.compile(r"(?<=/live/)[\w-]{16,}")
_TOKEN = re.compile(r"(?<=[\"'= ])[A-Za-z0-9_-]{43}(?=[\"'\s,}]|$)")
_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_CSRF = re.compile(
    r"((?:name=\"(?:csrf|nonce|session)\" (?:value|content)=\"|\"x-csrf\": \"|nonce=\"|nonce-))[^\"&']+"
)
_ETAG = re.compile(
    r"(<form[^>]* action=\"/settings/[^>]*>.{,900}?name=\"etag\" value=\")[0-9a-f]{64}", re.DOTALL
)
"""Of station.yaml, in which the port stands."""
_STORE = re.compile(
    r"(\"(?:people_store|station|old|new)\": ?\")(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})(?=\")"
)
"""What names this station, or its settings with their port."""

_LOG = re.compile(r"^2026-\S+ \S+ (\w+) [\w.]+: ", re.MULTILINE)
_MEASURES = (
    re.compile(r"\b\d+[.,]\d GB\b"),
    re.compile(r"\b\d+ (?:ms|mili giây)\b"),
    re.compile(r"\b\d+ (?:h|giờ) \d+ (?:min|phút)\b"),
    re.compile(r"\b\d+ (?:rows|dòng)\b|rows: \d+|^row: \"\d+\"$", re.MULTILINE),
)
"""What is measured, or counted while threads write."""
_LENGTH = re.compile(
    r"\b(?:\d+ (?:phút|min)(?: \d+ (?:giây|s))?|\d+ (?:giây|s))\b|(?<=  )\d+(?:[.,]\d)?$", re.MULTILINE
)
_BUSY = re.compile(
    r"^.*(?:The sound broke for a moment|Tiếng bị hụt trong chốc lát|service\.gap).*\n?", re.MULTILINE
)
"""A line that tells that the computer was too busy for the sound."""
_CHANGE = re.compile(r"(a change was accepted|đã nhận thay đổi): [^<\n]*")
_NAMED = re.compile(r"(\b(?:before|now|trước|nay) |\()[0-9a-f]{12}\b")
_MEASURED = frozenset(
    {"free_mb", "elapsed_s", "bytes", "pid", "hardware_error_s", "step_s", "size_mb", "peak", "row"}
)
"""Keys of JSON whose numbers are measured."""
_PLANNED = frozenset({"planned", "start"})
_AT = frozenset(re.findall(r"07:\d\d:\d\d", " ".join(SCHEDULES.values())))


class Normal:
    """Makes texts of two days comparable.

    Args:
        places: what stands for folders, ports and the like.
        hashes: of the journal's chain, which follow from its times.
    """

    def __init__(self, places: Mapping[str, str], hashes: Iterable[str]) -> None:
        self._places = sorted(places.items(), key=lambda pair: -len(pair[0]))
        self._hashes = frozenset(part for each in hashes for part in (each, each[:12]))

    def text(self, written: str) -> str:
        """A text; ids are numbered as they first occur in it."""
        for place, name in self._places:
            written = written.replace(place, name)
        written = _numbered(_ID, "id", written)
        for pattern, instead in (
            (_STAMP, "<time>"),
            (_COMPACT, r"<time>\1"),
            (_FILED, "<time>"),
            (_HOUR, "<hour>"),
            (_HOUR_EN, "<hour>"),
            (_TICKET, "<ticket>"),
            (_CSRF, r"\1<secret>"),
            (_STORE, r"\1<store>"),
            (_CODE, "<code>"),
            (_TOKEN, "<token>"),
        ):
            written = pattern.sub(instead, written)
        for pattern in _MEASURES:
            written = pattern.sub(lambda found: re.sub(r"\d+", "…", found[0]), written)
        written = _BUSY.sub("", written)
        written = _NAMED.sub(r"\1<settings>", _CHANGE.sub(r"\1: …", written))
        return re.sub(r"\b[0-9a-f]{12}(?:[0-9a-f]{52})?\b", lambda found: self._digest(found[0]), written)

    def json(self, value: Any) -> str:
        """JSON, one value a line."""
        return self.text(json.dumps(_measured(value), ensure_ascii=False, indent=1, sort_keys=True)) + "\n"

    def page(self, written: str) -> str:
        """HTML, one element a line, whatever its white space."""
        if "/settings" in written:
            written = _ETAG.sub(r"\1<etag>", written)
        flat = re.sub(r"\s+", " ", written)
        lines = (line.strip() for line in flat.replace("<", "\n<").replace(">", ">\n").splitlines())
        return self.text(html.unescape("\n".join(line for line in lines if line))) + "\n"

    def aired(self, written: str) -> str:
        """What is normal already, without the lengths of airings and how often changes were taken."""
        lines = _LENGTH.sub("…", written).splitlines()
        return (
            "\n".join(one for one, before in zip(lines, ["", *lines], strict=False) if one != before) + "\n"
        )

    def log(self, written: str) -> str:
        """The program's log: its lines without time and logger, in no order, for threads write it."""
        lines = _LOG.sub(r"\1 ", written).splitlines()
        return "\n".join(sorted(filter(None, map(self.text, lines)))) + "\n"

    def _digest(self, found: str) -> str:
        return "<hash>" if found in self._hashes else found


def _numbered(pattern: re.Pattern[str], word: str, written: str) -> str:
    seen: dict[str, int] = {}
    return pattern.sub(lambda found: f"<{word} {seen.setdefault(found[0], len(seen) + 1)}>", written)


def _measured(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _measured(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        kept = (
            each
            for each in value
            if key != "errors" or not _BUSY.search(json.dumps(each, ensure_ascii=False))
        )
        return [_measured(inner) for inner in kept]
    if key in _MEASURED and isinstance(value, int | float) and not isinstance(value, bool):
        return "<measured>"
    if key in _PLANNED and isinstance(value, str):
        found = re.fullmatch(
            r"2026-03-02T(?:07(?=.*\+07)|00(?=.*\+00))(:\d\d:\d\d)(?:\.0+)?\+0[07]:00", value
        )
        return f"planned for 07{found[1].replace(':', '.')}" if found and f"07{found[1]}" in _AT else value
    return value


def openapi(document: Any) -> Any:
    """An OpenAPI document without the names of its schemas: what they lead to stands in their place."""
    schemas = document.get("components", {}).get("schemas", {})

    def bare(value: Any, inside: tuple[str, ...] = ()) -> Any:
        if isinstance(value, list):
            return [bare(each, inside) for each in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            name = str(value["$ref"]).rpartition("/")[2]
            return (
                f"<again {inside[::-1].index(name)} up>"
                if name in inside
                else bare(schemas[name], (*inside, name))
            )
        kept = {
            key: each
            for key, each in value.items()
            if not (key in ("title", "operationId") and isinstance(each, str))
        }
        if "discriminator" in kept and isinstance(kept["discriminator"], dict):
            kept["discriminator"] = {k: v for k, v in kept["discriminator"].items() if k != "mapping"}
        return {key: bare(each, inside) for key, each in kept.items()}

    used = {key: each for key, each in document.items() if key != "components"}
    return {**bare(used), "security": bare(document.get("components", {}).get("securitySchemes", {}))}
