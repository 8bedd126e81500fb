"""A network between a browser and the station that stalls at random, as a weak radio link does."""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STALL = 0.4  # seconds
APART = (1.0, 5.0)  # seconds between two stalls
PIECE = 1 << 16  # bytes
_SEED = 16


class _Network:
    def __init__(self, port: int) -> None:
        self._port = port
        self._random = random.Random(_SEED)
        self.opened: queue.SimpleQueue[int] = queue.SimpleQueue()  # the port that browsers use
        self.stalls = 0

    async def serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._flows = asyncio.Event()
        async with await asyncio.start_server(self._join, "127.0.0.1", 0) as server:
            self.opened.put(server.sockets[0].getsockname()[1])
            stalls = asyncio.create_task(self._stall())
            await self._over.wait()
            stalls.cancel()
            self._flows.set()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)

    async def _stall(self) -> None:
        """Let everything flow, but for a while now and then nothing."""
        while True:
            self._flows.set()
            await asyncio.sleep(self._random.uniform(*APART))
            self._flows.clear()
            self.stalls += 1
            await asyncio.sleep(STALL)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways."""
        with suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
            finally:
                back.close()
                writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(PIECE):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def stalling(address: str) -> Iterator[str]:
    """An address through which `http://127.0.0.1:PORT` is reached over such a network."""
    network = _Network(int(address.rpartition(":")[2]))
    thread = threading.Thread(target=lambda: asyncio.run(network.serve()), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{network.opened.get(timeout=10)}"
        assert network.stalls, "it never stalled"
    finally:
        network.end()
        thread.join()
