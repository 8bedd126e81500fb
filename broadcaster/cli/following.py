"""Follow an airing of the running station at the terminal until it has ended."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from broadcaster.cli.meter import WIDTH
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.console.answers.airing import RequestState
    from broadcaster.service.status.values import OnAirNow, Status

SLICE = 20.0  # seconds that one request for the end may wait
LOOK = 0.5  # seconds between two requests while progress is shown
SOON, LATER = 20, 3.0  # requests at this pace; then the seconds between two
LOST = 10  # answers in a row that do not know the request; then it is given up


class Asked(Protocol):
    """The part of `console.client.client.Client` that is needed."""

    def request(self, ticket: str, *, wait: float = 0.0) -> RequestState:
        """Where a request is."""

    def status(self) -> Status:
        """What the station does."""


class Following:
    """Follows one request to the running station.

    Args:
        client: asks the station.
        folder: the station's, for the stop command that is shown.
        screen: whether a progress bar can be drawn.
        now: the wall time.
        behind: the airing that it waits for, if that was shown already.
    """

    def __init__(
        self,
        client: Asked,
        folder: Path,
        *,
        screen: bool | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        behind: str | None = None,
    ) -> None:
        self._client = client
        self._folder = folder
        self._screen = sys.stderr.isatty() if screen is None else screen
        self._now = now
        self._air: OnAirNow | None = None  # its entry in `status`, once it has begun
        self._behind = behind or ""
        self._made = False
        self._unknown = 0
        self._looks = 0

    def to_the_end(self, ticket: str) -> tuple[str, str | None]:
        """Show start, length and progress; outcome and reason when it has ended.

        Raises:
            KeyboardInterrupt: the person leaves; a text says first that the station airs it all the same.
            BroadcasterError: the station does not answer any more.
        """
        try:
            while True:
                now = self._now_of(ticket)
                if now is not None and now.outcome is not None:
                    return now.outcome, now.reason
                if now is not None:
                    self._show(ticket, now)
        except KeyboardInterrupt:
            self._clear()
            self.show_how_to_stop()
            raise
        finally:
            self._clear()

    def _now_of(self, ticket: str) -> RequestState | None:
        """Where the request is; None where the station does not know it, for a moment."""
        try:
            now = self._client.request(ticket, wait=self._patience())
        except ServiceError as error:
            self._unknown += 1
            if error.code != "service.unknown_request" or self._unknown >= LOST:
                raise
            return None
        self._unknown = 0
        return now

    def _patience(self) -> float:
        """Seconds that the next request may wait."""
        if self._air is not None:
            return LOOK if self._screen else SLICE
        self._looks += 1
        return LOOK if self._looks <= SOON else LATER

    def show_how_to_stop(self) -> None:
        """Show that the station airs it all the same, and the command that stops it."""
        station = [] if self._folder == Path() else ["--station", str(self._folder)]
        order = ["stop"] if self._air is not None else ["stop", "--all"]
        command = shlex.join(["broadcaster", *station, *order])
        click.echo(
            say("cli.still_airs" if self._air is not None else "cli.still_waits", command=command), err=True
        )

    def _show(self, ticket: str, now: RequestState) -> None:
        """Show the state of the request if it has changed."""
        if now.state == "making" and not self._made:
            self._made = True
            click.echo(say("cli.preparing"), err=True)
        elif now.behind and now.behind != self._behind:
            self._behind = now.behind
            show_wait(now)
        elif now.state == "on_air" and self._air is None:
            # The airing goes on also if its length cannot be shown.
            with suppress(BroadcasterError):
                self._look(self._client.status().on_air, ticket)
        elif self._air is not None and self._air.started is not None and self._screen:
            begun, end = self._air.started, self._air.end
            sys.stderr.write("\r" + bar((self._now() - begun).total_seconds(), (end - begun).total_seconds()))
            sys.stderr.flush()

    def _look(self, air: OnAirNow | None, ticket: str) -> None:
        """Show when it began and how long it is, once that is known."""
        if air is not None and air.id == ticket and air.started is not None:
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


def show_start(title: str, begun: datetime, end: datetime) -> None:
    """Show when it began and how long it is; both instants in the station's zone."""
    facts = {"start": f"{begun:%H:%M:%S}", "end": f"{end:%H:%M:%S}", "length": (end - begun).total_seconds()}
    click.echo(say("cli.on_air", title=title, **facts), err=True)


def show_end(outcome: str, reason: str | None) -> int:
    """Show how it ended; 0 if it was aired completely."""
    click.echo(say(f"cli.ended_{outcome}", reason=reason or ""), err=True)
    return 0 if outcome == "aired" else 1


def bar(spent: float, length: float) -> str:
    """A bar for `spent` of `length` seconds."""
    share = min(1.0, max(0.0, spent / length)) if length > 0 else 1.0
    filled = round(share * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {_clock(min(spent, length))}/{_clock(length)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02d}"
