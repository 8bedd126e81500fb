"""What a message says: title and body, in the language of its recipient, who has no command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import Phrase
from broadcaster.core.text.catalogue import Language, at_screen, explain, hint, say, speaking, worded
from broadcaster.notices.news.model import NewsLine, Subject

MOST = 40  # lines of one message; the rest is counted


def words(lines: Sequence[NewsLine], station: str, zone: ZoneInfo, language: str) -> tuple[str, str]:
    """Title and body of a message with these lines, which are not empty. `language`: `vi` or `en`."""
    with speaking(Language(language)), at_screen():
        told = sorted(lines, key=lambda line: (not line.urgent, line.news.at))
        return _title(told, station), _body(told, station, zone)


def short_words(lines: Sequence[NewsLine], station: str, zone: ZoneInfo, language: str) -> str:
    """The same as one text message, the most urgent first."""
    with speaking(Language(language)), at_screen():
        told = sorted(lines, key=lambda line: (not line.urgent, line.news.at))
        return f"{station}: " + "; ".join(
            _contained(line, partial(_what, line, zone)) for line in told[:MOST]
        )


def _title(lines: Sequence[NewsLine], station: str) -> str:
    first = lines[0].news
    subject = heading(first.subject)
    if first.over or lines[0].back:
        subject = say("notices.over" if first.over else "notices.back", what=subject)
    code = "notices.title" if len(lines) == 1 else "notices.title_more"
    return say(code, station=station, subject=subject, left=len(lines) - 1)


def _body(lines: Sequence[NewsLine], station: str, zone: ZoneInfo) -> str:
    told = [_contained(line, partial(_told, line, zone)) for line in lines[:MOST]]
    if len(lines) > MOST:
        told.append(say("notices.and_more", left=len(lines) - MOST))
    return "\n\n".join([*told, say("notices.from_station", station=station)]) + "\n"


def _contained(line: NewsLine, words: Callable[[], str]) -> str:
    """The words of a line, or why it cannot be worded: the others are told all the same."""
    name = dict(line.news.what.facts).get("title")
    return attempt(Kind.MESSAGE, str(name or line.news.key), words, explain)


def _told(line: NewsLine, zone: ZoneInfo) -> str:
    news, text = line.news, _what(line, zone)
    advice = None if news.over else hint(news.what.code, **dict(news.what.facts))
    return text if advice is None else text + "\n" + say("notices.advice", advice=advice)


def _what(line: NewsLine, zone: ZoneInfo) -> str:
    news = line.news
    at = news.at.astimezone(zone)
    what = worded(Phrase(code=news.what.code, facts=news.what.facts))
    if line.back:
        what = say("notices.back", what=what)
    text = say("notices.line", time=f"{at:%H:%M %d/%m/%Y}", subject=heading(news.subject), what=what)
    if line.count > 1:
        text += " " + say("notices.times", count=line.count)
    return text


def heading(subject: Subject) -> str:
    """A subject in the chosen language."""
    return say(f"notices.subject.{subject}")
