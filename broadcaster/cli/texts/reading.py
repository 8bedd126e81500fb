"""`broadcaster read`: how a message, a file or standard input will be read aloud; `--text`.

With `--text` it is shown as it was written.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.reading_audio import hear
from broadcaster.cli.texts.sources import WrittenText, sources
from broadcaster.core.text.catalogue import hint, say
from broadcaster.reading.model import Flag, Reading, Remedy, Sentence, Span
from broadcaster.station.editing.lexicon import line
from broadcaster.station.model.message import Play, Say
from broadcaster.station.model.station import find_message


def show_text(folder: Path, name: str) -> int:
    """Print title, words, what is a recording, and what the message rests on."""
    station = station_of(folder)
    message = find_message(station, name)
    paragraphs = [message.title]
    for part in message.parts:
        if isinstance(part, Say):
            paragraphs.append(part.text.strip())
        elif isinstance(part, Play):
            paragraphs.append(say("reading.recording", title=part.title or part.recording))
    if message.basis is not None or message.source is not None:
        paragraphs.append(say("reading.by_letter", letter=message.source or message.basis))
    paragraphs.append(station.settings.name)
    click.echo("\n\n".join(paragraphs))
    return 0


def read(
    folder: Path,
    source: str,
    *,
    plain: bool,
    written: bool,
    form: str,
    strict: bool,
    audio: bool,
    sentence: int | None,
    span: str | None,
    readings: tuple[str, ...],
    output: str | None,
) -> int:
    """Print the reading; with `--strict` the exit code is 1 if anything is flagged."""
    if plain and form == "json":
        raise click.UsageError(say("reading.plain_or_json"))
    if written:
        return show_text(folder, source)
    if audio:
        return hear(folder, source, sentence=sentence, span=span, readings=readings, output=output)
    if sentence is not None or span is not None or readings or output is not None:
        raise click.UsageError(say("reading.only_audio"))
    flagged = False
    number = 0
    told: set[tuple[str, str]] = set()
    recordings: list[dict[str, object]] = []
    documents: list[dict[str, object]] = []
    for part in sources(folder, source):
        if isinstance(part, dict):
            recordings.append(part)
            continue
        if plain:
            flagged |= _print_plain(part)
            continue
        reading = part.read(part.text)
        flagged |= bool(reading.flagged)
        if form == "json":
            documents.extend(as_json(reading, part, number))
        else:
            click.echo(_table(reading, number, told), nl=False)
        number += len(reading.sentences)
    if form == "json":
        facts = {"sentences": documents, "recordings": recordings}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    return int(strict and flagged)


def as_json(reading: Reading, source: WrittenText, before: int = 0) -> list[dict[str, object]]:
    """The sentences of a reading as `read --format json` prints them.

    Offsets count in the text of a part; `part` is its place in the message (null for a text that is
    in no message), `line` the line of the file on which the sentence begins, `number` counts the
    sentences of the whole message from 1, after those `before` this part.
    """
    return [
        {
            "number": number,
            "part": source.part,
            "line": source.line + source.text.count("\n", 0, _begin(sentence, source.text)),
            "spoken": sentence.spoken,
            "spans": [_span_json(span) for span in sentence.spans],
        }
        for number, sentence in enumerate(reading.sentences, before + 1)
    ]


def _begin(sentence: Sentence, text: str) -> int:
    """The offset of its first letter; the blanks before it belong to the sentence too."""
    start = sentence.spans[0].start if sentence.spans else 0
    return start + len(text[start:]) - len(text[start:].lstrip())


def _span_json(span: Span) -> dict[str, object]:
    flag = span.flag
    return {
        "start": span.start,
        "end": span.end,
        "written": span.written,
        "spoken": span.spoken,
        "rule": span.rule,
        "confidence": span.confidence,
        "flag": None if flag is None else flag_text(flag),
        "choices": [] if flag is None else list(flag.choices),
        "settle": None if flag is None else str(flag.remedy),
        "lexicon": [] if flag is None else lexicon_lines(flag),
    }


def lexicon_lines(flag: Flag) -> list[str]:
    """The line of a lexicon for each of a flag's choices; none where only the text can be mended."""
    return [] if flag.remedy is Remedy.TEXT else [line(*flag.entry(choice)) for choice in flag.choices]


def flag_text(flag: Flag) -> str:
    """A flag as one sentence: what is doubtful, what would be spoken, and what to do."""
    facts = dict(flag.facts)
    advice = hint(flag.code, **facts)
    what = say(flag.code, **facts)
    return say("common.with_hint", text=what, hint=advice) if advice else what


def _print_plain(source: WrittenText) -> bool:
    """One line of words for each line of the text; true if anything is flagged."""
    flagged = False
    lines = source.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for written in lines:
        reading = source.read(written.rstrip("\r"))
        flagged |= bool(reading.flagged)
        click.echo(" ".join(sentence.spoken for sentence in reading.sentences))
    return flagged


def _table(reading: Reading, before: int, told: set[tuple[str, str]]) -> str:
    """Each sentence: its number and spoken words, then each span that is not spoken as it is written.

    `told` holds the doubts whose choices were shown already, and gets those that are shown now.
    """
    lines: list[str] = []
    for number, sentence in enumerate(reading.sentences, before + 1):
        if sentence.spoken:
            row = {"number": number, "spoken": sentence.spoken, "pause": sentence.pause}
            lines.append(say("reading.row_sentence", **row))
        for span in sentence.spans:
            written = " ".join(span.written.split())
            facts = {"written": written, "spoken": span.spoken, "rule": span.rule}
            if span.flag:
                lines.append(say("reading.row_flagged", **facts, flag=flag_text(span.flag)))
                doubt = span.flag.code, span.flag.entry("")[0]
                if doubt not in told:
                    told.add(doubt)
                    lines += choice_rows(span.flag)
            elif span.spoken and span.rule != "words":
                lines.append(say("reading.row", **facts))
    return "".join(f"{line}\n" for line in lines)


def choice_rows(flag: Flag) -> list[str]:
    """The choices of a flag, numbered, each with its line of a lexicon; and where that line goes."""
    found = lexicon_lines(flag)
    if not found:
        several = flag.choices if len(flag.choices) > 1 else ()
        return [say("reading.row_choice", number=n, reading=words) for n, words in enumerate(several, 1)]
    pairs = enumerate(zip(flag.choices, found, strict=True), 1)
    rows = [say("reading.row_choice_line", number=n, reading=words, line=line) for n, (words, line) in pairs]
    return [*rows, say(f"reading.row_settle_{flag.remedy}")]
