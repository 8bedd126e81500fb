"""`broadcaster live`: speak on the air."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.lengths import Length
from broadcaster.cli.terminal.options import asked_how, zone_option
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.console.client.client import LiveSession

LOOK = 0.1  # seconds between two checks of keys and level
ENDS = "q\r\n\x04"
SLICE = 20.0  # seconds that one request for the end may wait


@click.command(help=say("cli.live"))
@click.option("--input", "device", default="default", metavar="DEVICE", help=say("cli.live_input"))
@click.option("--for", "seconds", type=Length(), default="5m", show_default=True, help=say("cli.live_for"))
@click.option("--emergency", is_flag=True, help=say("cli.live_emergency"))
@click.option(
    "--priority", type=click.Choice(["normal", "priority", "emergency"]), help=say("cli.live_priority")
)
@zone_option
@click.option("--rehearse", is_flag=True, help=say("cli.rehearse"))
@click.pass_obj
def command(
    folder: Path,
    device: str,
    seconds: float,
    emergency: bool,
    priority: str | None,
    zones: tuple[str, ...],
    rehearse: bool,
) -> int:
    """Arm the microphone, send the talk button, and wait for the end."""
    from broadcaster.cli.airing.following import show_end
    from broadcaster.cli.asking.asking import client_of

    client = client_of(folder)
    session = client.arm(device, seconds, asked_how(priority, emergency, rehearse, zones))
    try:
        airing = _talk(session)
    except BaseException:
        _hang_up(session)
        raise
    if airing is None:
        click.echo(say("cli.live_unused"), err=True)
        return 0
    while True:
        end = client.request(airing, wait=SLICE)
        if end.outcome is not None:
            return show_end(end.outcome, end.reason)


def _talk(session: LiveSession) -> str | None:
    """Run the session until the person or the station ends it; the airing's id if it went on air."""
    from broadcaster.cli.at_once.push_to_talk import PushToTalk
    from broadcaster.cli.terminal.meter import Meter
    from broadcaster.cli.terminal.single_keys import Keys
    from broadcaster.playout.air.wire import Level

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
