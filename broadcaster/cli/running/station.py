"""The station itself, as `broadcaster run` keeps it going, with its doors and its terminal."""

from __future__ import annotations

import logging
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from broadcaster.api.protocol.station_socket import listen
from broadcaster.api.routes.app import admits, build, urgent
from broadcaster.api.transport.doors import OwnDoor, SharedDoor
from broadcaster.api.transport.server import ApiServer
from broadcaster.app.station import supervision
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.app.station.shutdown import ShutdownSignal, end_in_time
from broadcaster.app.station.supervision import may_begin_anew
from broadcaster.cli.airing.progress import Meter
from broadcaster.cli.airing.shown import follow, show_problems
from broadcaster.cli.asking.caller import Here
from broadcaster.cli.asking.online_notice import show_station_notice
from broadcaster.cli.people.one_time_code import show_first_code
from broadcaster.cli.running.station_terminal import TerminalFaults, ask_clock, show_clock
from broadcaster.cli.terminal.process import SignalExit, end_by, tell_failure
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.logs import never_waiting
from broadcaster.core.memory import keep_small
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.people.access import requirements
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.speech.overview import outlook
from broadcaster.studio.render.studio import voices_folder
from broadcaster.upkeep.backup import exchange
from broadcaster.upkeep.host.lock import is_held
from broadcaster.upkeep.host.systemd import notify
from broadcaster.web.site.console import WebConsole

REST = 5  # seconds from a backup that was unpacked to the new start: its page shows that
RECOVERY = 60.0  # seconds between two attempts to open a journal that could not be written at the start


def serve(folder: Path, mode: Mode, now: str | None, *, rehearse: bool, trust: bool, console: bool) -> int:
    """Run until a signal ends it; the exit code.

    Args:
        now: a message that airs first.
        rehearse: that airs as a rehearsal.
        trust: the person has confirmed the clock on the command line.
    """
    here = Here(folder)  # before the station is opened: a person who is asked for a PIN may take long
    wanted = _Terminal(here, now, rehearse, trust, console)
    with never_waiting():
        try:
            code = _told(lambda: _run(folder, mode, wanted))
        finally:
            here.close()
        if code != 0:
            return code
        # Last of all: who reads that it has ended may start it anew.
        click.echo(say("cli.run_ended"), err=True)
    return SignalExit(0)


@dataclass
class _Terminal:
    """What the person wants who starts the station at a terminal."""

    here: Here
    now: str | None
    rehearse: bool
    trust_clock: bool
    console: bool


def _told(run: Callable[[], int]) -> int:
    """Run; what makes it fail is told here, where nobody is waited for who should read it."""
    try:
        return run()
    except (click.ClickException, click.Abort):
        raise
    except Exception as error:
        debugged = logging.getLogger().isEnabledFor(logging.DEBUG)
        if isinstance(error, BroadcasterError | OSError) and not debugged:
            return tell_failure(error)
        traceback.print_exc()
        return 1


def _run(folder: Path, mode: Mode, wanted: _Terminal) -> int:
    keep_small()
    stop = ShutdownSignal()
    lives: list[RunningStation] = []
    signal.signal(signal.SIGINT, stop.request)
    end_by(stop.request)
    end_in_time(stop, lambda: lives[-1].director if lives else None)
    while _life(folder, mode, wanted, stop, lives):
        wanted.now = None  # it was aired before the restart
    return 0


def _life(
    folder: Path, mode: Mode, wanted: _Terminal, stop: ShutdownSignal, lives: list[RunningStation]
) -> bool:
    """Run the station until `stop`; true if it must start again because the disk can be written again.

    The station is put into `lives` before it is opened.
    """

    if not is_held(folder / "state"):
        exchange.put_in_place(folder, datetime.now(UTC))
    running = RunningStation(folder, mode)
    lives[:] = [running]
    running.open()
    station, faults, over, again = running.facade, TerminalFaults(), threading.Event(), False
    ready = 0
    # What is entered last is closed first: no client loses its answer, nobody asks a closed station.
    with ExitStack() as closing:
        closing.callback(_close, running)
        look = _open_doors(running, closing, console=wanted.console)
        closing.callback(over.set)
        notify("READY=1")
        _greet(running, wanted)
        threading.Thread(target=_terminal, args=(station, over, wanted), daemon=True).start()
        looked = time.monotonic()
        while not again and not stop.wait(1.0):
            look()
            faults.look(station.faults, station.station.settings.timezone)
            ready += exchange.is_ready(running.folder)
            if ready >= REST:
                again = True
            elif time.monotonic() - looked >= RECOVERY:
                looked, again = time.monotonic(), may_begin_anew(running.parts)
        if not again:
            notify("STOPPING=1")
        # Clients that wait for an airing get its end before the API closes.
        running.fade()
    return again


def _open_doors(running: RunningStation, closing: ExitStack, *, console: bool) -> Callable[[], None]:
    """Open the socket's API, the socket for other accounts and the web console; `closing` ends them.

    Returns:
        what must be called every second: it opens and closes doors as the files now say.
    """

    station = running.facade
    listener = listen(running.state)
    server = ApiServer(build(station), listener, urgent(station), admits(station))
    closing.callback(server.close)
    closing.callback(station.end_events)
    server.start()
    door = SharedDoor(server, station, station.loaded.clock)
    closing.callback(door.close)
    door.look()
    web: WebConsole | None = None
    if console:
        web = WebConsole(station)
        closing.callback(web.close)
    supervision.attach(running.parts)

    own = OwnDoor(server, running.state, listener, running.holds, station.loaded.clock)

    def look() -> None:
        own.look()
        door.look()
        if web is not None:
            web.look()

    return look


def _close(running: RunningStation) -> None:
    """Close the station, and tell what could not be kept."""
    running.close()
    if running.lost_lines:
        click.echo(say("cli.lines_lost", count=running.lost_lines), err=True)


def _greet(running: RunningStation, wanted: _Terminal) -> None:
    """Show that the station runs, and what the person at the terminal should know of it."""
    station = running.facade
    click.echo(say("cli.running", name=station.station.settings.name, output=station.output), err=True)
    show_problems(station.loaded)
    show_station_notice(running.folder, station.station)
    _show_voice(station)
    if wanted.console:
        _show_console(station)
    show_first_code(running.state, station.station.settings.timezone)
    show_clock(station, wanted.here, trust=wanted.trust_clock)


def _show_console(station: StationFacade) -> None:
    """Show where the console is, and why the address of station.yaml is not open."""
    door = station.door
    if door.addresses:
        click.echo(say("console.address", addresses=", ".join(door.addresses)), err=True)
    if door.refused:
        click.echo(worded(door.refused), err=True)


def _show_voice(station: StationFacade) -> None:
    """Show in one line which voice speaks, and how to get a clearer one."""
    code, facts = outlook(station.station.settings, voices_folder(station.station))
    click.echo(say(code, **facts), err=True)


def _terminal(station: StationFacade, stop: threading.Event, wanted: _Terminal) -> None:
    """Serve the terminal while the station runs: air a message at once, then ask about the time."""
    try:
        if wanted.now is not None:
            _play_now(station, wanted.now, wanted.here, rehearse=wanted.rehearse)
        ask_clock(station, wanted.here, stop)
    except BroadcasterError as error:
        click.echo(say("common.failed", text=explain(error)), err=True)


def _play_now(station: StationFacade, message: str, here: Here, *, rehearse: bool) -> None:
    """Air `message` and wait for its end."""
    ask = AskPlay(message=message, rehearse=rehearse)
    here.require(requirements.to_air(station.station, ask, station.hears), station.station)
    meter = Meter()
    try:
        follow(station, station.air(ask, here.by), meter)
    finally:
        meter.clear()
