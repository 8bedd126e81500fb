"""`broadcaster live`: speak on the air, with a key of the terminal as the talk button.

A terminal reports a key press, and repeats it while the key is held; it never reports the release. So a tap
opens or closes the microphone. A key that repeats is held: the microphone closes when the repeats stop.
"""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

import click

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.protocol.client import LiveSession
from broadcaster.cli.airing.progress import Meter, show_end
from broadcaster.cli.airing.requests import TermsOptions, terms
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.playout.air.wire import Level
from broadcaster.playout.requests.by_hand import AskLive


class Keys:
    """Reads keys as they are pressed; restores the terminal when the block ends."""

    def __init__(self) -> None:
        self.terminal = sys.stdin.isatty()
        self._restore: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        if self.terminal:
            before = termios.tcgetattr(sys.stdin.fileno())
            self._restore = lambda: termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)
            tty.setcbreak(sys.stdin.fileno())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._restore is not None:
            self._restore()

    def read(self, seconds: float) -> str | None:
        """The keys pressed within `seconds`: "" for none, None at the end of the input."""
        if not select.select([sys.stdin], [], [], seconds)[0]:
            return ""
        data = os.read(sys.stdin.fileno(), 64)
        return data.decode(errors="replace") if data else None


FIRST_REPEAT = 0.8  # seconds until a held key repeats: the slowest usual setting, and some more
REPEAT = 0.12  # seconds between repeats: slower is a person tapping
RELEASED = 0.25  # seconds without a repeat after which a held key counts as released


class PushToTalk:
    """Whether the microphone is to be open."""

    def __init__(self) -> None:
        self.open = False
        self._pressed: float | None = None  # the press that opened it, while it may still repeat
        self._last = float("-inf")
        self._held = False
        self._doubtful: float | None = None  # a second press: a repeat if a third follows at once

    def press(self, now: float) -> None:
        """A press was read at `now` (monotonic seconds)."""
        self.elapse(now)
        gap, self._last = now - self._last, now
        if self._held:
            return
        if not self.open:
            self.open, self._pressed = True, now
        elif gap <= REPEAT:
            self._held, self._doubtful = True, None
        elif self._pressed is not None and now - self._pressed <= FIRST_REPEAT and self._doubtful is None:
            self._doubtful = now
        else:
            self._shut()

    def elapse(self, now: float) -> None:
        """Time has passed without a key."""
        released = self._held and now - self._last > RELEASED
        tapped = self._doubtful is not None and now - self._doubtful > REPEAT
        if released or tapped:
            self._shut()

    def _shut(self) -> None:
        self.open, self._held = False, False
        self._pressed = self._doubtful = None


LOOK = 0.1  # seconds between two checks of keys and level
ENDS = "q\r\n\x04"
SLICE = 20.0  # seconds that one request for the end may wait


def live(folder: Path, device: str, seconds: float, **given: Unpack[TermsOptions]) -> int:
    """Arm the microphone, send the talk button, and wait for the end."""
    client = client_of(folder)
    session = client.arm(AskLive(device=device, seconds=seconds, **terms(given)))
    try:
        airing = _talk(session)
    except BaseException:
        _hang_up(session)
        raise
    if airing is None:
        click.echo(say("cli.live_unused"), err=True)
        return 0
    while True:
        end = client.ask(AskRequest(ticket=airing, wait=SLICE))
        if end.outcome is not None:
            return show_end(end.outcome, end.reason)


def _talk(session: LiveSession) -> str | None:
    """Run the session until the person or the station ends it; the airing's id if it went on air."""
    # gone

    meter, button = Meter(), PushToTalk()
    with Keys() as keys:
        # Without a terminal there is no talk button: the microphone is open until the input ends.
        shown = False
        click.echo(say("cli.live_help" if keys.terminal else "cli.live_piped"), err=True)
        if not keys.terminal:
            button.press(time.monotonic())
        state = session.show()
        while not (state.ready or state.over):
            time.sleep(LOOK)
            state = session.show()
        while not state.over:
            if button.open != shown:
                shown = button.open
                session.talk(shown)
            pressed = keys.read(LOOK)
            if pressed is None or any(key in ENDS for key in pressed):
                break
            for key in pressed:
                if key == " ":
                    button.press(time.monotonic())
            button.elapse(time.monotonic())
            state = session.show()
            meter.show(Level(peak=state.peak))
            if keys.terminal:
                sys.stderr.write("  " + say(_label(open=shown, stage=state.stage, weak=state.weak)))
    meter.clear()
    state = session.show()
    if state.over and not state.on_air:
        raise ServiceError("service.voice_failed", reason=state.why or "-")
    _hang_up(session)
    return state.id if state.on_air else None


def _label(*, open: bool, stage: str, weak: bool) -> str:  # noqa: A002 - the state of the button
    """The text key for the state of the microphone. It is heard only after the opening chime."""
    if not open:
        return "cli.live_shut"
    if stage in ("waiting", "opening"):
        return "cli.live_wait"
    return "cli.live_weak" if weak else "cli.live_open"


def _hang_up(session: LiveSession) -> None:
    """End the session, unless it has ended already."""
    try:
        session.end()
    except BroadcasterError as error:
        if error.code not in ("service.no_session", "service.not_running", "service.no_answer"):
            raise
