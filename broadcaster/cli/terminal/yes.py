"""A yes-or-no question to the person at the terminal."""

from __future__ import annotations

import click

from broadcaster.text import say


def is_yes(answer: str) -> bool:
    """True for a yes in the chosen language; any other answer is a no."""
    return answer.strip().lower() in say("common.yes").split("|")


def agreed(question: str) -> bool:
    """Ask on standard error and read one line. An empty line and the end of the input are a no."""
    click.echo(say("common.yes_or_no", question=question), err=True, nl=False)
    return is_yes(click.get_text_stream("stdin").readline())
