"""What was typed into a form of settings; boxes that are ticked come as one text."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

SEVERAL = "*"  # in the name of a box: behind it stands the choice; a field without one is sent before


async def _given(request: Request) -> dict[str, str]:
    """The texts of the form by their names; boxes that are ticked as one text."""
    given: dict[str, str] = {}
    for key, value in (await request.form()).multi_items():
        name, several, choice = key.partition(SEVERAL)
        if several:
            given[name] = f"{given[name]}, {choice}" if given.get(name) else choice
        elif isinstance(value, str):
            given[key] = value
    return given


Given = Annotated[dict[str, str], Depends(_given)]
