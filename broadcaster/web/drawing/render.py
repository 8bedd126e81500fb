"""Pages from templates, in the language of the request. No other page is drawn with Jinja2."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from broadcaster.core.text.catalogue import Language, has, language, say
from broadcaster.web.drawing.assets import asset, scripts_of, styles_of
from broadcaster.web.drawing.days import day_typed
from broadcaster.web.drawing.sections import SECTIONS, sections

_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

_NEAR = {-1: "console.yesterday", 0: "console.today", 1: "console.tomorrow"}
_HOUR = 60  # minutes
_TURNED = str.maketrans(",.", ".,")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("broadcaster.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        day_typed=day_typed,
        t=say, icon=icon, lang=language, hour=hour, day=day, spoken=spoken, short_day=short_day, when=when,
        moment=moment, reader=reader,
        number=number, by_name=by_name, asset=asset, styles_of=styles_of, scripts_of=scripts_of,
        sections=sections, settings_sections=SECTIONS,
    )  # fmt: skip
    return environment


def page(name: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """The page of a template."""
    return HTMLResponse(_environment().get_template(f"{name}.html").render(values), status)


@functools.cache
def icon(name: str, size: str = "") -> Markup:
    """An icon of Lucide as inline SVG: hidden from screen readers, as a word stands beside it."""
    source = files("broadcaster.web").joinpath(f"static/vendor/icons/{name}.svg").read_text("utf-8")
    inside = _INSIDE.search(source)
    drawn = inside[1].strip() if inside else ""
    opened = f'<svg class="i {size}" viewBox="0 0 24 24" aria-hidden="true">'
    return Markup(f"{opened}{drawn}</svg>")  # noqa: S704 - our own vendored files


def hour(at: datetime) -> str:
    """06:30"""
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    """06:30, 3/2"""
    return f"{at:%H:%M}, {at.day}/{at.month}"


def day(at: date) -> str:
    """Thứ Tư, 3 tháng 2 năm 2021"""
    facts = {"day": at.day, "month": at.month, "year": at.year}
    return say("console.day", weekday=say(f"console.weekday.{at.isoweekday()}"), **facts)


def short_day(at: date) -> str:
    """3/2"""
    return say("console.short_day", day=at.day, month=at.month)


def when(at: datetime, now: datetime) -> str:
    """hôm nay, ngày mai, ngày 3/2"""
    days = (at.date() - now.date()).days
    if days in _NEAR:
        return say(_NEAR[days])
    return say("console.on_day", day=at.day, month=at.month)


def number(value: float, digits: int = 0) -> str:
    """1.284 or 0,8 in Vietnamese; 1,284 or 0.8 in English."""
    written = f"{value:,.{digits}f}"
    return written if language() is Language.EN else written.translate(_TURNED)


def reader(engine: str | None) -> str:
    """Who reads, for people; a service that the ward describes itself by its name."""
    key = f"console.reader.{engine}"
    return say(key) if has(key) else engine or ""


def by_name(who: str) -> str:
    """The name of `Lò Thị Lan (lan)`, as the journal keeps it."""
    return who.partition(" (")[0]


def spoken(length: timedelta | float) -> str:
    """3 phút 2 giây; from an hour on without the seconds, 1 giờ 15 phút."""
    seconds = round(length.total_seconds() if isinstance(length, timedelta) else length)
    minutes, rest = divmod(max(0, seconds), 60)
    if minutes >= _HOUR:
        hours, left = divmod(minutes, _HOUR)
        return (
            say("console.hours_minutes", hours=hours, minutes=left)
            if left
            else say("console.hours", hours=hours)
        )
    if minutes and rest:
        return say("console.minutes_seconds", minutes=minutes, seconds=rest)
    return say("console.minutes", minutes=minutes) if minutes else say("console.seconds", seconds=rest)
