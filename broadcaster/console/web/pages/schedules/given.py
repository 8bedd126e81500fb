"""The fields of a form, in their order; a field may come several times."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request


async def _given(request: Request) -> list[tuple[str, str]]:
    form = await request.form()
    return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]


Given = Annotated[list[tuple[str, str]], Depends(_given)]
