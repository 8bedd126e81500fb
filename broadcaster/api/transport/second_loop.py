"""An event loop beside the one at a door, for what may wait: its work delays no request that may not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")


class SecondLoop:
    """Runs until it is closed, on a thread of its own.

    Args:
        name: of the thread.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def close(self) -> None:
        """End it. From any thread; what has not ended by now does not end."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Have an application answer a request of the present loop, in the present context."""
        here = asyncio.get_running_loop()
        begun, over = threading.Event(), asyncio.Event()

        async def answered() -> None:
            begun.set()
            try:
                await app(scope, _on(here, receive), _on(here, send))
            finally:
                here.call_soon_threadsafe(over.set)

        try:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(answered(), self._loop))
        except asyncio.CancelledError:
            if begun.is_set():  # it may be sending
                await over.wait()
            raise


def _on(loop: asyncio.AbstractEventLoop, call: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A call that is made on another loop."""

    async def there(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(_awaited(call(*args, **kwargs)), loop)
        )

    return there


async def _awaited(one: Awaitable[T]) -> T:
    return await one
