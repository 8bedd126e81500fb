"""The pages of the console, each declared once: menu, titles, routes and tests follow from here.

To add a page: one `PageEntry` below at its place in the menu, a module with `routes(shell)`, a template,
and the text `console.page.NAME`. A style and a script of its own are linked by themselves where they exist:
`static/css/TEMPLATE.css`, `static/js/TEMPLATE.js`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.people.roles.model import Action


class Spot(StrEnum):
    """Where the menu has a page."""

    BAR = "bar"  # always seen, on a phone in the bar at the bottom
    MORE = "more"  # on a phone behind "Thêm"
    GROUP = "group"  # the same, and the first of a group in the side bar
    NONE = "none"  # reached by links


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page.

    Args:
        name: of its template and of its title `console.page.NAME`.
        address: where it is.
        icon: of Lucide, from `vendor.lock`.
        module: of the package, with `routes(shell)`.
        needs: the right without which the menu does not show it; its routes ask for themselves.
            None: anybody.
        spot: where the menu has it.
        also: further templates that belong to it, each with a title of its own.
        key: the letter that goes there after `G`, as the words of the officer begin.
        later: its module is loaded when somebody first goes there. All its routes are at its address or
            below; nothing that is urgent is among them.
    """

    name: str
    address: str
    icon: str
    module: str
    needs: Action | None = Action.LOOK
    spot: Spot = Spot.MORE
    also: tuple[str, ...] = ()
    key: str = ""
    later: bool = False


ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("today", "/", "house", "web.playout.today", spot=Spot.BAR, key="h"),
    PageEntry(
        "messages",
        "/messages",
        "file-text",
        "web.messages.pages",
        spot=Spot.BAR,
        key="b",
        also=("editor", "new", "template", "rename", "letter", "history", "conflict"),
    ),
    PageEntry(
        "schedules",
        "/schedules",
        "calendar-days",
        "web.schedules.pages",
        spot=Spot.BAR,
        key="l",
        also=("schedules_month", "schedule_form", "schedule_text", "airing", "calendar_year"),
    ),
    PageEntry("approvals", "/approvals", "stamp", "web.people.approvals", spot=Spot.BAR, later=True, key="d"),
    PageEntry(
        "live", "/live", "mic", "web.playout.live", needs=Action.SPEAK, key="t", also=("live_emergency",)
    ),
    PageEntry("inbox", "/inbox", "bell", "web.messages.inbox"),
    PageEntry("recordings", "/recordings", "file-audio", "web.messages.recordings", later=True),
    PageEntry("log", "/log", "scroll-text", "web.playout.log", key="n"),
    PageEntry("lexicon", "/lexicon", "speech", "web.messages.lexicon", spot=Spot.GROUP, later=True),
    PageEntry("voices", "/voices", "audio-lines", "web.messages.voices", later=True),
    PageEntry(
        "settings",
        "/settings",
        "settings",
        "web.settings.pages",
        later=True,
        also=("people", "person", "entry_code", "examination", "settings_text", "settings_history"),
    ),
    PageEntry(
        "account",
        "/account",
        "key-round",
        "web.people.account",
        later=True,
        also=("account_key", "account_codes"),
    ),
    PageEntry("emergency", "/emergency", "siren", "web.playout.emergency", needs=None, spot=Spot.NONE),
    PageEntry("correct", "/correct", "undo-2", "web.playout.correction", needs=Action.SPEAK, spot=Spot.NONE),
    PageEntry(
        "sign_in",
        "/sign-in",
        "log-in",
        "web.people.sign_in",
        needs=None,
        spot=Spot.NONE,
        also=("second_step",),
    ),
    PageEntry(
        "setup",
        "/setup",
        "list-checks",
        "web.setup.pages",
        needs=Action.STATION,
        spot=Spot.NONE,
        later=True,
        also=("setup_step", "setup_restored", "setup_key"),
    ),
    PageEntry(
        "certificate", "/certificate", "smartphone", "web.people.certificate", needs=None, spot=Spot.NONE
    ),
)
"""In the order of the menu."""

WITHOUT_PAGE: tuple[str, ...] = ("web.playout.events", "web.playout.pushed", "web.playout.report")
"""Modules with routes that are no pages of their own."""

ERROR = "error"
"""The template of what went wrong; it belongs to no page."""


def titles() -> Iterator[str]:
    """The names of all templates that have a title, `console.page.NAME`."""
    for entry in ENTRIES:
        yield entry.name
        yield from entry.also
    yield ERROR


def home_of(template: str) -> str:
    """The page to which a template belongs; the template itself where it belongs to none."""
    return next((entry.name for entry in ENTRIES if template in entry.also), template)


def known(name: str) -> PageEntry | None:
    """The page of that name, if this console has it."""
    return next((entry for entry in ENTRIES if entry.name == name), None)
