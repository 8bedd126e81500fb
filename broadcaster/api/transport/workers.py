"""Threads for blocking work, a fixed number for each lane, and routes that run on them.

FastAPI would run every plain function in one pool for all lanes, and Python waits for its threads at exit.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute

from broadcaster.api.transport.shares import FairTurns, asking


def join(whole: APIRouter, part: APIRouter) -> None:
    """Give the routes of `part` to `whole`, as they are.

    FastAPI's `include_router` builds each route a second time, with what the inclusion adds. Ours adds
    nothing, and the second set of validators would hold 4 MB.
    """
    whole.routes.extend(part.routes)


# FastAPI asks of each route whether it was written for pydantic 1, and loads that for the answer: 2 MB that
# nothing else needs. Where it cannot be loaded the answer is no.
sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]

P = ParamSpec("P")
T = TypeVar("T")


class Workers(Executor):
    """At most `most` threads, started when there is work. They stay until the process ends.

    Work waits for the turn of whoever it is done for: nobody's crowd stands before another's one request.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._turns: FairTurns[Callable[[], None]] = FairTurns()
        self._waiting: queue.SimpleQueue[None] = queue.SimpleQueue()  # as many as wait for their turn
        self._lock = threading.Lock()
        self._threads = 0
        self._pending = 0  # jobs submitted and not done

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call `fn` on one of the threads."""
        future: Future[T] = Future()
        job = functools.partial(_do, future, functools.partial(fn, *args, **kwargs))
        with self._lock:
            self._turns.put(asking.get(), job)
            self._pending += 1
            if self._pending > self._threads and self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._run, name=f"api-{self._name}", daemon=True).start()
        self._waiting.put(None)
        return future

    def _run(self) -> None:
        while True:
            self._waiting.get()
            with self._lock:
                job = self._turns.take()
            job()
            with self._lock:
                self._pending -= 1


def _do(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)


serving: contextvars.ContextVar[Workers] = contextvars.ContextVar("serving")
"""The workers of the lane in which the present request is answered."""


class Route(APIRoute):
    """A route whose plain function runs on the threads of its lane. Each `APIRouter` must use this class."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401
        super().__init__(path, _on_workers(endpoint), **options)


async def off_loop(work: Callable[[], T], workers: Workers | None = None) -> T:
    """What blocking work gives, done on the threads of the present lane, or on others."""
    inside = functools.partial(contextvars.copy_context().run, work)
    return await asyncio.get_running_loop().run_in_executor(workers or serving.get(), inside)


def route_on(workers: Workers) -> type[APIRoute]:
    """A class of routes whose plain functions run on these threads: nothing else stands before them."""

    class RouteApart(APIRoute):
        """See `route_on`."""

        def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401
            super().__init__(path, _on_workers(endpoint, workers), **options)

    return RouteApart


def _on_workers(endpoint: Callable[..., Any], workers: Workers | None = None) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    @functools.wraps(endpoint)
    async def run(**asked: Any) -> Any:  # noqa: ANN401
        return await off_loop(functools.partial(endpoint, **asked), workers)

    # FastAPI 0.115 looks up the names of annotations in this module, not in the endpoint's.
    run.__signature__ = inspect.signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
    return run
