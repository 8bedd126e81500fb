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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page.

    Args:
        name: of its template and of its title `console.page.NAME`.
        address: where it is.
        icon: of Lucide, from `vendor.lock`.
        needs: the right without which the menu does not show it; its routes ask for themselves.
            None: anybody.
        module: of the package, with `routes(shell)`.
        spot: where the menu has it.
        also: further templates that belong to it, each with a title of its own.
        key: the letter that goes there after `G`, as the words of the officer begin.
        later: its module is loaded when somebody first goes there. All its routes are at its address or
            below; nothing that is urgent is among them.
    """

    name: str
    address: str
    icon: str
    needs: Action | None
    module: str
    spot: Spot
    also: tuple[str, ...] = ()
    key: str = ""
    later: bool = False


ENTRIES: tuple[PageEntry, ...] = (
    PageEntry(
        name="today",
        address="/",
        icon="house",
        needs=Action.LOOK,
        module="web.playout.today",
        spot=Spot.BAR,
        key="h",
    ),
    PageEntry(
        name="messages",
        address="/messages",
        icon="file-text",
        needs=Action.LOOK,
        module="web.messages.pages",
        spot=Spot.BAR,
        key="b",
        also=("editor", "new", "template", "rename", "letter", "history", "conflict"),
    ),
    PageEntry(
        name="schedules",
        address="/schedules",
        icon="calendar-days",
        needs=Action.LOOK,
        module="web.schedules.pages",
        spot=Spot.BAR,
        key="l",
        also=("schedules_month", "schedule_form", "schedule_text", "airing", "calendar_year"),
    ),
    PageEntry(
        name="approvals",
        address="/approvals",
        icon="stamp",
        needs=Action.LOOK,
        module="web.people.approvals",
        spot=Spot.BAR,
        later=True,
        key="d",
    ),
    PageEntry(
        name="live",
        address="/live",
        icon="mic",
        needs=Action.SPEAK,
        module="web.playout.live",
        spot=Spot.MORE,
        key="t",
        also=("live_emergency",),
    ),
    PageEntry(
        name="inbox",
        address="/inbox",
        icon="bell",
        needs=Action.LOOK,
        module="web.messages.inbox",
        spot=Spot.MORE,
    ),
    PageEntry(
        name="recordings",
        address="/recordings",
        icon="file-audio",
        needs=Action.LOOK,
        module="web.messages.recordings",
        spot=Spot.MORE,
        later=True,
    ),
    PageEntry(
        name="log",
        address="/log",
        icon="scroll-text",
        needs=Action.LOOK,
        module="web.playout.log",
        spot=Spot.MORE,
        key="n",
    ),
    PageEntry(
        name="lexicon",
        address="/lexicon",
        icon="speech",
        needs=Action.LOOK,
        module="web.messages.lexicon",
        spot=Spot.GROUP,
        later=True,
    ),
    PageEntry(
        name="voices",
        address="/voices",
        icon="audio-lines",
        needs=Action.LOOK,
        module="web.messages.voices",
        spot=Spot.MORE,
        later=True,
    ),
    PageEntry(
        name="settings",
        address="/settings",
        icon="settings",
        needs=Action.LOOK,
        module="web.settings.pages",
        spot=Spot.MORE,
        later=True,
        also=("people", "person", "entry_code", "examination", "settings_text", "settings_history"),
    ),
    PageEntry(
        name="account",
        address="/account",
        icon="key-round",
        needs=Action.LOOK,
        module="web.people.account",
        spot=Spot.MORE,
        later=True,
        also=("account_key", "account_codes"),
    ),
    PageEntry(
        name="emergency",
        address="/emergency",
        icon="siren",
        needs=None,
        module="web.playout.emergency",
        spot=Spot.NONE,
    ),
    PageEntry(
        name="correct",
        address="/correct",
        icon="undo-2",
        needs=Action.SPEAK,
        module="web.playout.correction",
        spot=Spot.NONE,
    ),
    PageEntry(
        name="sign_in",
        address="/sign-in",
        icon="log-in",
        needs=None,
        module="web.people.sign_in",
        spot=Spot.NONE,
        also=("second_step",),
    ),
    PageEntry(
        name="certificate",
        address="/certificate",
        icon="smartphone",
        needs=None,
        module="web.people.certificate",
        spot=Spot.NONE,
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
