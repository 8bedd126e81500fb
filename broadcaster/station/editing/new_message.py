"""A new message file, under a name that is made from its title."""

from __future__ import annotations

from broadcaster.core.errors import StationError
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.documents import Documents
from broadcaster.station.model.names import plain_name

_NAME = 40  # code points
_COPIES = 100


def write_new(files: Documents, title: str, text: str, by: str) -> str:
    """Write a new message; its id.

    Raises:
        StationError: all names that come to mind are taken.
        BadStation, StoreError: as `Documents.write`.
    """
    base = plain_name(title, _NAME) or "ban-tin"
    for name in (base, *(f"{base}-{number}" for number in range(2, _COPIES))):
        file = f"messages/{name}.yaml"
        if files.read(file).etag == ABSENT:
            files.write(file, text, etag=ABSENT, by=by)
            return name
    raise StationError("station.edit_not_possible")
