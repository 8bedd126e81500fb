"""Bản tin: list, editor with the reading beside it, letters, templates, earlier versions, sharing."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.api.transport.workers import join
from broadcaster.web.messages import creation, editor, edits, history, letters, overview, preview
from broadcaster.web.messages.workplace import MessageWorkplace
from broadcaster.web.site.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = APIRouter(), MessageWorkplace(shell)
    for routes_of in (
        overview.routes,
        creation.routes,
        creation.template_routes,
        editor.routes,
        edits.saving_routes,
        edits.draft_routes,
        history.filing_routes,
        preview.reading_routes,
        preview.hearing_routes,
        preview.sharing_routes,
        letters.routes,
        history.history_routes,
    ):
        join(made, routes_of(place))
    return made
