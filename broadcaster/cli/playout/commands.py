"""The commands for the air by hand, as declarations."""

from __future__ import annotations

import click

from broadcaster.cli.terminal.arguments import Length, messages
from broadcaster.cli.terminal.declaration import argument, declare, flag, option, output_format
from broadcaster.cli.terminal.options import parse_output

_ZONE = option("--zone", "zones", multiple=True, metavar="ZONE", text="cli.zone")
_PRIORITIES = click.Choice(["normal", "priority", "emergency"])
_REQUEST = (
    flag("--no-wait", text="cli.no_wait"),
    flag("--rehearse", text="cli.rehearse"),
    _ZONE,
    flag("--emergency", text="cli.emergency"),
    option("--priority", type=_PRIORITIES, text="cli.priority"),
)
"""How the air is asked for; see `airing.requests.TermsOptions`."""
_HEADPHONES = option(
    "--output", metavar="device:NAME|file:DIR|none", callback=parse_output, text="cli.listening_output"
)
"""Where a rehearsal is heard, apart from the loudspeakers; goes with `--rehearse`."""

COMMANDS = {
    "play": declare(
        "playout.playback:play",
        "cli.play",
        argument("message", metavar="MESSAGE|FILE", shell_complete=messages),
        option("--from-sentence", type=click.IntRange(min=1), metavar="N", text="cli.from_sentence"),
        *_REQUEST,
        _HEADPHONES,
    ),
    "say": declare("playout.playback:say_text", "cli.say", argument("text"), *_REQUEST, _HEADPHONES),
    "live": declare(
        "playout.live:live",
        "cli.live",
        option("--input", "device", default="default", metavar="DEVICE", text="cli.live_input"),
        option("--for", "seconds", type=Length(), default="5m", show_default=True, text="cli.live_for"),
        flag("--emergency", text="cli.live_emergency"),
        option("--priority", type=_PRIORITIES, text="cli.live_priority"),
        _ZONE,
        flag("--rehearse", text="cli.rehearse"),
    ),
    "relay": declare(
        "playout.playback:relay",
        "cli.relay",
        argument("source", metavar="SOURCE|URL"),
        option("--for", "seconds", type=Length(), required=True, metavar="15m", text="cli.relay_for"),
        option("--else", "fallback", metavar="MESSAGE", text="cli.relay_else"),
        *_REQUEST,
    ),
    "correct": declare(
        "playout.correction:correct",
        "cli.correct",
        argument("name", metavar="MESSAGE|ID", shell_complete=messages),
        argument("text", required=False),
        flag("--release", text="cli.correct_release"),
        flag("--no-wait", text="cli.no_wait"),
    ),
    "catch-up": declare(
        "playout.playback:catch_up",
        "catch_up.help.what",
        argument("what", required=False, metavar="[ID|MESSAGE]"),
        flag("--no-wait", text="cli.no_wait"),
        output_format("table", "json"),
    ),
}
