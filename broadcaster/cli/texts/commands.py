"""The commands about texts and how they sound, as declarations."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.arguments import FILE, OUTPUT, messages
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, flag, option, output_format

_FOR_MESSAGE = option("--message", metavar="MESSAGE", text="lexicon.help_message")
_FILES = click.Choice(["message", "schedule", "station", "calendar", "regulation", "people"])

COMMANDS = {
    "new": declare(
        "texts.templates:new",
        "cli.new",
        argument("name", required=False, metavar="TEMPLATE"),
        option("-o", "output", type=OUTPUT, text="letter.help.output"),
        option("--set", "given", multiple=True, metavar="LABEL=VALUE", text="letter.help.set"),
    ),
    "import": declare(
        "texts.letters:import_letters",
        "cli.import",
        argument("letters", type=FILE, metavar="LETTER…", nargs=-1, required=True),
        option("-o", "output", type=click.Path(path_type=Path), text="letter.help.output"),
        option("--check", metavar="MESSAGE", shell_complete=messages, text="letter.help.check"),
    ),
    "check": declare("texts.check:check", "cli.check", output_format("text", "json")),
    "read": declare(
        "texts.reading:read",
        "reading.help",
        argument("source", metavar="MESSAGE|FILE|-", shell_complete=messages),
        flag("--plain", text="reading.help_plain"),
        flag("--text", "written", text="reading.help_text"),
        output_format("text", "json"),
        flag("--strict", text="reading.help_strict"),
        flag("--audio", text="reading.help_audio"),
        option("--sentence", type=click.IntRange(min=1), metavar="N", text="reading.help_sentence"),
        option("--span", metavar="WRITTEN|A..B", text="reading.help_span"),
        option("--as", "readings", multiple=True, metavar="READING|N", text="reading.help_as"),
        option("-o", "--output", metavar="FILE|device:NAME", text="reading.help_output"),
    ),
    "lexicon": declare_group(
        "cli.lexicon",
        {
            "list": declare(
                "texts.lexicon:listed",
                "lexicon.help_list",
                flag("--all", "everything", text="lexicon.help_all"),
                output_format("table", "json"),
            ),
            "propose": declare(
                "texts.lexicon_proposals:propose",
                "lexicon.help_propose",
                argument("message", required=False, shell_complete=messages),
                output_format("text", "json"),
            ),
            "add": declare(
                "texts.lexicon_changes:add",
                "lexicon.help_add",
                argument("written"),
                argument("spoken"),
                _FOR_MESSAGE,
            ),
            "remove": declare(
                "texts.lexicon_changes:remove", "lexicon.help_remove", argument("written"), _FOR_MESSAGE
            ),
        },
    ),
    "render": declare(
        "texts.programmes:render",
        "cli.render",
        argument("message", required=False, metavar="[MESSAGE]", shell_complete=messages),
        flag("--all", "everything", text="studio.help.all"),
        option("-o", "--output", type=OUTPUT, text="studio.help.output"),
        option("--engine", metavar="ENGINE", text="studio.help.engine"),
        output_format("text", "json"),
    ),
    "voices": declare_group(
        "cli.voices",
        {
            "list": declare("texts.voices:listed", "voices.help_list", output_format("table", "json")),
            "install": declare(
                "texts.voice_installation:install",
                "voices.help_install",
                argument("name", metavar="NAME|FILE"),
                flag("--yes", text="voices.help_yes"),
            ),
            "try": declare(
                "texts.voice_trial:try_out",
                "voices.help_try",
                argument("name", metavar="VOICE"),
                argument("text"),
                option("-o", "--output", "written", metavar="FILE|device:NAME", text="voices.help_file"),
            ),
            "compare": declare(
                "texts.voice_comparison:compare",
                "voices.help_compare",
                argument("message"),
                option("-o", "--output", type=OUTPUT, text="voices.help_page"),
            ),
            "remove": declare("texts.voices:remove", "voices.help_remove", argument("name")),
        },
        output_format("table", "json"),
        work="texts.voices:listed",
    ),
    "schema": declare("texts.schema:schema", "cli.schema", argument("kind", type=_FILES)),
}
