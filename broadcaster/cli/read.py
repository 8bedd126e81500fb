"""`read`: show how a message, a file or standard input will be read aloud."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from broadcaster.cli.completion import messages
from broadcaster.errors import ReadingError
from broadcaster.station.naming import nfc
from broadcaster.text import hint, say

if TYPE_CHECKING:
    from broadcaster.reading import Flag, Reading, Sentence, Span
    from broadcaster.station.model import Message, Station

_STATION_FILE = "station.yaml"


class Source(NamedTuple):
    """A text to read and where it belongs."""

    text: str
    station: Station | None = None
    message: Message | None = None
    part: int | None = None  # which of the message's parts it is, from 0
    line: int = 1  # on which it begins in its file

    def read(self, text: str) -> Reading:
        """The reading of `text`, which is this source or a line of it."""
        from broadcaster.reading import read, read_in

        return read_in(self.station, text, self.message) if self.station else read(text)


@click.command(help=say("reading.help"))
@click.argument("source", metavar="MESSAGE|FILE|-", shell_complete=messages)
@click.option("--plain", is_flag=True, help=say("reading.help_plain"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=say("cli.format"),
    show_default=True,
)
@click.option("--strict", is_flag=True, help=say("reading.help_strict"))
@click.pass_obj
def command(folder: Path, source: str, *, plain: bool, form: str, strict: bool) -> int:
    """Print the reading; with `--strict` the exit code is 1 if anything is flagged."""
    if plain and form == "json":
        raise click.UsageError(say("reading.plain_or_json"))
    flagged = False
    recordings: list[dict[str, object]] = []
    documents: list[dict[str, object]] = []
    for part in _sources(folder, source):
        if isinstance(part, dict):
            recordings.append(part)
            continue
        if plain:
            flagged |= _print_plain(part)
            continue
        reading = part.read(part.text)
        flagged |= bool(reading.flagged)
        if form == "json":
            documents.extend(as_json(reading, part))
        else:
            click.echo(_table(reading), nl=False)
    if form == "json":
        import json

        facts = {"sentences": documents, "recordings": recordings}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    return int(strict and flagged)


def as_json(reading: Reading, source: Source) -> list[dict[str, object]]:
    """The sentences of a reading as `read --format json` prints them.

    Offsets count in the text of a part; `part` is its place in the message (null for a text that is
    in no message), `line` the line of the file on which the sentence begins.
    """
    return [
        {
            "part": source.part,
            "line": source.line + source.text.count("\n", 0, _begin(sentence, source.text)),
            "spoken": sentence.spoken,
            "spans": [_span_json(span) for span in sentence.spans],
        }
        for sentence in reading.sentences
    ]


def _begin(sentence: Sentence, text: str) -> int:
    """The offset of its first letter; the blanks before it belong to the sentence too."""
    start = sentence.spans[0].start if sentence.spans else 0
    return start + len(text[start:]) - len(text[start:].lstrip())


def _span_json(span: Span) -> dict[str, object]:
    return {
        "start": span.start,
        "end": span.end,
        "written": span.written,
        "spoken": span.spoken,
        "rule": span.rule,
        "confidence": span.confidence,
        "flag": None if span.flag is None else flag_text(span.flag),
    }


def flag_text(flag: Flag) -> str:
    """A flag as one sentence: what is doubtful, what would be spoken, and what to do."""
    facts = dict(flag.facts)
    advice = hint(flag.code, **facts)
    what = say(flag.code, **facts)
    return say("common.with_hint", text=what, hint=advice) if advice else what


def _print_plain(source: Source) -> bool:
    """One line of words for each line of the text; true if anything is flagged."""
    flagged = False
    lines = source.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for line in lines:
        reading = source.read(line.rstrip("\r"))
        flagged |= bool(reading.flagged)
        click.echo(" ".join(sentence.spoken for sentence in reading.sentences))
    return flagged


def _table(reading: Reading) -> str:
    """Each sentence: its spoken words, then each span that is not spoken as it is written."""
    lines: list[str] = []
    for sentence in reading.sentences:
        if sentence.spoken:
            lines.append(say("reading.row_sentence", spoken=sentence.spoken, pause=sentence.pause))
        for span in sentence.spans:
            written = " ".join(span.written.split())
            if span.flag:
                facts = {"written": written, "spoken": span.spoken, "rule": span.rule}
                lines.append(say("reading.row_flagged", **facts, flag=flag_text(span.flag)))
            elif span.spoken and span.rule != "words":
                facts = {"written": written, "spoken": span.spoken, "rule": span.rule}
                lines.append(say("reading.row", **facts))
    return "".join(f"{line}\n" for line in lines)


def _sources(folder: Path, source: str) -> Iterator[Source | dict[str, object]]:
    """The texts to read, and the recordings of a message in their places."""
    from broadcaster.station.lookup import find_message
    from broadcaster.station.model import Play, Say

    station, name = _station(folder), _message_name(source)
    known = station is not None and name in station.messages
    message = find_message(station, name) if station is not None and known else None
    if message is None:
        yield Source(text=_text(source, folder), station=station)
        return
    for place, part in enumerate(message.parts):
        if isinstance(part, Say):
            yield Source(text=part.text, station=station, message=message, part=place, line=part.line)
        elif isinstance(part, Play):
            yield {"part": place, "path": part.recording, "language": part.language, "title": part.title}


def _message_name(source: str) -> str:
    """The id of a message, given as id or as the path of its file in the station folder."""
    name = nfc(source)
    if name.startswith("messages/") and name.endswith(".yaml"):
        return name.removeprefix("messages/").removesuffix(".yaml")
    return name


def _station(folder: Path) -> Station | None:
    """The station of the folder; none where it has no station.yaml."""
    if not (folder / _STATION_FILE).is_file():
        return None
    from broadcaster.cli.files import station_of

    return station_of(folder)


def _text(source: str, folder: Path) -> str:
    if source == "-":
        data = sys.stdin.buffer.read()
    else:
        path = Path(source)
        if not path.is_file():
            raise ReadingError("reading.not_found", source=source, folder=str(folder.absolute()))
        data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadingError("reading.not_utf8", source=source, byte=error.start + 1) from error
