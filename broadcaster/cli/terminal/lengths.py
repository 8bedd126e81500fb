"""Lengths of time as options, written as in the station's files: `90s`, `15m`, `1h30m`."""

from __future__ import annotations

import re

import click

from broadcaster.text import say

_FORM = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


class Length(click.ParamType):
    """Seconds."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """See `click.ParamType`."""
        if isinstance(value, float):
            return value
        text = str(value).strip().replace(" ", "")
        found = _FORM.fullmatch(text)
        if not text or found is None:
            self.fail(say("cli.bad_length", written=value), param, ctx)
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
