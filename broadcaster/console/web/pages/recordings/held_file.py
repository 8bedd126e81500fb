"""An answer that is a file which is open already."""

from __future__ import annotations

from mimetypes import guess_type
from typing import BinaryIO

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send


class HeldFile(FileResponse):
    """Sends what a descriptor reads, whatever stands at its path by then; closes it in the end.

    Args:
        file: of this process, with a descriptor.
        name: by which a browser knows what it is.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        kind = guess_type(name)[0] or "application/octet-stream"
        super().__init__(f"/proc/self/fd/{file.fileno()}", media_type=kind)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `FileResponse`."""
        with self._file:
            await super().__call__(scope, receive, send)
