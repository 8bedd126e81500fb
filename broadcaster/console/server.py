"""Serves the API beside the running station. The only module that imports uvicorn."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from fastapi import FastAPI

from broadcaster.errors import ServiceError

PATIENCE = 10.0  # seconds to begin to answer
FAREWELL = 3  # seconds for requests that are being answered at the end


class Server:
    """Uvicorn on one thread, on a socket that is bound already."""

    def __init__(self, app: FastAPI, door: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",  # what fails is told by our own handlers and log
            access_log=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            timeout_graceful_shutdown=FAREWELL,
        )
        self._server = uvicorn.Server(config)
        self._door = door
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)

    def start(self) -> None:
        """Begin to answer.

        Raises:
            ServiceError: it does not come up.
        """
        self._thread.start()
        end = time.monotonic() + PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > end:
                raise ServiceError("service.no_api")
            time.sleep(0.01)

    def close(self) -> None:
        """Answer what is asked, then end."""
        self._server.should_exit = True
        self._thread.join(FAREWELL + 2)

    def _run(self) -> None:
        self._server.run(sockets=[self._door])
