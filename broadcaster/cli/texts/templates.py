"""`broadcaster new`: a message from a template."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import LettersError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table
from broadcaster.letters.templates import Template, fits, template, templates, unreadable, with_values


def new(folder: Path, name: str | None, output: Path | None, given: tuple[str, ...]) -> int:
    """List the templates, or write a message from one."""
    if name is None:
        broken = list(unreadable(folder).values())
        rows = each(
            Kind.TEMPLATE,
            templates(folder).values(),
            lambda one: one.name,
            lambda one: [one.name, one.title],
            lambda _one, fault: broken.append(fault),
        )
        click.echo(table([say("letter.column.template"), say("letter.column.title")], list(rows)))
        for fault in broken:
            click.echo(explain(fault), err=True)
        return 0
    if output is not None and output.exists():
        raise LettersError("letter.exists", file=str(output))
    chosen = template(folder, name)
    text = with_values(chosen.text, _values(chosen, given))
    if output is None:
        click.echo(text, nl=False)
    else:
        from broadcaster.cli.texts.new_file import write_new  # brings what reads a station

        write_new(folder, output, text)
        click.echo(say("letter.written", file=str(output)), err=True)
    return 0


def _values(chosen: Template, given: tuple[str, ...]) -> dict[str, str]:
    """The values of the blanks: those given, and at a terminal the answers for the others."""
    values = {}
    labels = {blank.label: blank for blank in chosen.blanks}
    for written in given:
        label, mark, value = written.partition("=")
        if not mark or label.strip() not in labels:
            raise click.UsageError(say("letter.unknown_blank", label=label, known=", ".join(labels)))
        values[label.strip()] = value
        if not fits(value, labels[label.strip()].kind):
            raise click.UsageError(say(f"letter.wants.{labels[label.strip()].kind}", label=label))
    if not sys.stdin.isatty():
        return values
    click.echo(say("letter.fill_in"), err=True)
    for label, blank in labels.items():
        while label not in values:
            answer = click.prompt(label, default="", show_default=False, err=True)
            if not answer or fits(answer, blank.kind):
                values[label] = answer
            else:
                click.echo(say(f"letter.wants.{blank.kind}", label=label), err=True)
    return values
