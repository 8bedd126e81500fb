"""From the bytes of a letter to the proposed message, all of it in a child process.

The rules of reading and the readers of files take some 60 MB, which a station that runs for months does not
keep for the one letter of the week. The child has the limits of `letters.reader_process`.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from broadcaster.core.text.catalogue import Language, language, speaking
from broadcaster.letters.reader_process import answer, asked
from broadcaster.letters.readers.registry import read
from broadcaster.station.yaml.problems import BadStation


def import_apart(data: bytes, name: str, folder: Path, today: date) -> dict[str, Any]:
    """What is proposed from a letter, as plain data: `text` of the message file, `draft`, `doubts`.

    Args:
        data: the letter's file.
        name: its file name, which the draft names.
        folder: the station's.
        today: the day in the station's zone.

    Raises:
        LettersError: the file is broken, of no known kind, or takes too much memory or time.
    """
    return asked(__name__, data, name, str(folder), today.isoformat(), str(language()))


def _import(data: bytes) -> dict[str, Any]:
    from broadcaster.letters.importer import imported
    from broadcaster.station.loading.partial import whole
    from broadcaster.station.loading.sources import FolderSource

    name, folder, today, spoken = sys.argv[1:5]
    with speaking(Language(spoken)):
        letter = read(data)
        found = whole(FolderSource(Path(folder)), None, alone=True)
        if found.loaded.station is None:
            raise BadStation(found.problems)
        made = imported(letter, name, found.loaded.station, Path(folder), date.fromisoformat(today))
    return {"text": made.text, "draft": _plain(asdict(made.draft)), "doubts": list(made.doubts)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON takes
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


if __name__ == "__main__":
    sys.exit(answer(_import))
