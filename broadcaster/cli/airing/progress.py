"""Follow an airing of the running station at the terminal until it has ended, with the level meter."""

from __future__ import annotations

import math
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import click

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.protocol.event_reader import Events
from broadcaster.api.protocol.events import AirEvent, QueueEvent, RequestEvent
from broadcaster.app.status.air_values import OnAirNow
from broadcaster.app.status.values import WaitingItem
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.questions import Question
from broadcaster.core.text.catalogue import figures, say
from broadcaster.playout.air.wire import Level
from broadcaster.playout.requests.by_hand import RequestState

WIDTH = 40
FLOOR = -60.0  # dBFS at the left end


class Meter:
    """Draws the level of the sound on one line of stderr; does nothing if that is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = False

    @property
    def drawn(self) -> bool:
        """True at a terminal."""
        return self._live

    def show(self, level: Level) -> None:
        """Draw one level."""
        if not self._live:
            return
        self._shown = True
        sys.stderr.write("\r" + level_bar(level.peak))
        sys.stderr.flush()

    def progress(self, share: float) -> None:
        """Draw how much is done, as a share of 0 … 1."""
        if not self._live:
            return
        self._shown = True
        filled = round(min(1.0, share) * WIDTH)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {min(1.0, share):6.0%}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line free for text."""
        if self._shown:
            sys.stderr.write("\r" + " " * (WIDTH + 14) + "\r")
            sys.stderr.flush()


def level_bar(peak: int) -> str:
    """A bar for a peak of 0 … 32768."""
    db = max(FLOOR, 20 * math.log10(peak / 32768)) if peak else FLOOR
    filled = round((db - FLOOR) / -FLOOR * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {figures().number(db, '6.1f')} dB"


A = TypeVar("A")

DRAWN = 0.5  # seconds between two drawings of the progress
AGAIN = 1.0  # seconds until a station is asked again that does not know the request
SLICE = 20.0  # seconds that one request for the end may wait, where the events are lost
LOST = 10  # answers in a row that do not know the request; then it is given up


class RequestClient(Protocol):
    """The part of `api.protocol.client.Client` that is needed."""

    def ask(self, question: Question[A]) -> A:
        """The answer to a question."""

    def events(self, *, level: bool = False) -> Events:
        """What happens from now on."""


class Following:
    """Follows one request to the running station.

    Args:
        screen: whether a progress bar can be drawn.
        behind: the airing that it waits for, if that was shown already.
        warned: its warning, if that was shown already.
    """

    def __init__(
        self,
        client: RequestClient,
        folder: Path,
        *,
        screen: bool | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        behind: str | None = None,
        warned: str | None = None,
    ) -> None:
        self._client = client
        self._folder = folder
        self._screen = sys.stderr.isatty() if screen is None else screen
        self._now = now
        self._air: OnAirNow | None = None  # its entry in `status`, once it has begun
        self._behind = behind or ""
        self._warned = warned
        self._made = False
        self._queued = False
        self._unknown = 0
        self._events: Events | None = None  # None where the station takes no more readers

    def to_the_end(self, ticket: str) -> tuple[str, str | None]:
        """Show start, length and progress; outcome and reason when it has ended.

        Raises:
            KeyboardInterrupt: the person leaves; a text says first that the station airs it all the same.
            BroadcasterError: the station does not answer any more.
        """
        self._events = self._client.events()
        try:
            while (end := self._end_of(ticket)) is None:
                self._await_news(ticket)
        except KeyboardInterrupt:
            self._clear()
            self.show_how_to_stop()
            raise
        else:
            return end
        finally:
            self._clear()

    def _end_of(self, ticket: str) -> tuple[str, str | None] | None:
        """How the request ended, if it has; else show where it is."""
        now = self._now_of(ticket, SLICE if self._events is None else 0.0)
        if now is None:
            return None
        if now.warning != self._warned:
            self._clear()
            self._warned = now.warning
            show_warning(now.warning)
        if now.outcome is not None:
            return now.outcome, now.reason
        self._show(now)
        return None

    def _await_news(self, ticket: str) -> None:
        """Wait until the request may be another one, and show the progress meanwhile."""
        while self._events is not None:
            drawing = self._air is not None and self._screen
            try:
                event = self._events.next(DRAWN if drawing else AGAIN if self._unknown else SLICE)
            except BroadcasterError:
                # The station takes no more readers, or ends: it is asked for the end alone.
                self._events = None
                return
            match event:
                case AirEvent(air=air):
                    ours = air is not None and air.id == ticket
                    self._look(air, ticket)
                    if ours or self._air is None:
                        return  # another one airs: what it waits for may be another one too
                case RequestEvent(id=name) if name == ticket:
                    return
                case QueueEvent(queue=queue) if self._came_into(queue, ticket):
                    return
                case None if not drawing:
                    return
            self._draw()

    def _came_into(self, queue: tuple[WaitingItem, ...], ticket: str) -> bool:
        """True the first time that the request waits for its turn: it is known now behind what."""
        before, self._queued = self._queued, any(each.id == ticket for each in queue)
        return self._queued and not before

    def _now_of(self, ticket: str, wait: float) -> RequestState | None:
        """Where the request is; None where the station does not know it, for a moment."""
        try:
            now = self._client.ask(AskRequest(ticket=ticket, wait=wait))
        except ServiceError as error:
            self._unknown += 1
            if error.code != "service.unknown_request" or self._unknown >= LOST:
                raise
            return None
        self._unknown = 0
        return now

    def show_how_to_stop(self) -> None:
        """Show that the station airs it all the same, and the command that stops it."""
        station = [] if self._folder == Path() else ["--station", str(self._folder)]
        order = ["stop"] if self._air is not None else ["stop", "--all"]
        command = shlex.join(["broadcaster", *station, *order])
        click.echo(
            say("cli.still_airs" if self._air is not None else "cli.still_waits", command=command), err=True
        )

    def _show(self, now: RequestState) -> None:
        """Show the state of the request if it has changed."""
        if now.state == "making" and not self._made:
            self._made = True
            click.echo(say("cli.preparing"), err=True)
        elif now.behind and now.behind != self._behind:
            self._behind = now.behind
            show_wait(now)

    def _draw(self) -> None:
        """Draw how far it has come."""
        if self._air is not None and self._air.started is not None and self._screen:
            begun, end = self._air.started, self._air.end
            sys.stderr.write(
                "\r" + progress_bar((self._now() - begun).total_seconds(), (end - begun).total_seconds())
            )
            sys.stderr.flush()

    def _look(self, air: OnAirNow | None, ticket: str) -> None:
        """Show when it began and how long it is, once that is known."""
        if air is not None and air.id == ticket and air.started is not None and air != self._air:
            self._air = air
            show_start(air.title, air.started, air.end)

    def _clear(self) -> None:
        if self._screen and self._air is not None:
            sys.stderr.write("\r" + " " * (WIDTH + 20) + "\r")
            sys.stderr.flush()


def show_wait(now: RequestState) -> None:
    """Show what airs before it, and whether it waits too long; from the API's answer."""
    if now.behind and now.until is not None:
        code = "cli.waits_behind" if now.in_time else "cli.waits_too_long"
        click.echo(say(code, title=now.behind, until=f"{now.until:%H:%M:%S}"), err=True)


def show_warning(why: str | None) -> None:
    """Show what to know of an emergency that airs all the same."""
    if why is not None:
        click.echo(say("cli.airs_all_the_same", why=why), err=True)


def show_start(title: str, begun: datetime, end: datetime) -> None:
    """Show when it began and how long it is; both instants in the station's zone."""
    facts = {"start": f"{begun:%H:%M:%S}", "end": f"{end:%H:%M:%S}", "length": (end - begun).total_seconds()}
    click.echo(say("cli.on_air", title=title, **facts), err=True)


def show_end(outcome: str, reason: str | None) -> int:
    """Show how it ended; 0 if it was aired completely."""
    click.echo(say(f"cli.ended_{outcome}", reason=reason or ""), err=True)
    return 0 if outcome == "aired" else 1


def show_corrected(*, ended: bool, held: bool) -> None:
    """Show what became of the message with the mistake."""
    if ended:
        click.echo(say("cli.mistake_ended"), err=True)
    if held:
        click.echo(say("cli.mistake_held"), err=True)


def progress_bar(spent: float, length: float) -> str:
    """A bar for `spent` of `length` seconds."""
    share = min(1.0, max(0.0, spent / length)) if length > 0 else 1.0
    filled = round(share * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {_clock(min(spent, length))}/{_clock(length)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02d}"
