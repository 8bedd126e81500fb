"""A function of the program that raises for one item, wherever it is called from: what a mistake in it does.

The function itself is changed, so every name that it goes by raises. Which functions meet the item is found
by watching a station without a fault.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from inspect import isgeneratorfunction
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import broadcaster

_HOME = broadcaster.__path__[0]


def meets(name: str, word: str, values: Iterator[object]) -> bool:
    """True if one of some values is the item, stands for it, or holds its text.

    Args:
        name: the item's id.
        word: a word that stands in its text alone.
        values: the arguments of a call.
    """
    return any(_is(name, word, value) for value in values)


def _is(name: str, word: str, value: object) -> bool:
    if isinstance(value, str):
        return value in (name, f"messages/{name}.yaml") or word in value
    if isinstance(value, Path):
        return value.stem == name
    what = getattr(getattr(value, "news", value), "what", None)
    if any(word in fact for _, fact in getattr(what, "facts", ()) if isinstance(fact, str)):
        return True  # a reason, or news, that names it
    of = getattr(value, "message", None)
    ids = (getattr(value, "id", None), of, getattr(of, "id", None))
    if any(isinstance(each, str) and each.partition("#")[0] == name for each in ids):
        return True
    return is_dataclass(value) and any(
        _names(name, getattr(value, each.name, None)) for each in fields(value)
    )


def _names(name: str, value: object) -> bool:
    """True if a field is the item's id or its file, or what has this id."""
    if isinstance(value, Path):
        return value.stem == name
    known = value if isinstance(value, str) else getattr(value, "id", None) or getattr(value, "message", None)
    return isinstance(known, str) and known.partition("#")[0] == name


@contextmanager
def watched(name: str, word: str, rooms: tuple[str, ...]) -> Iterator[set[FunctionType]]:
    """The functions of some rooms that are called with an item while the block runs, on this thread."""
    met: dict[CodeType, None] = {}
    found: set[FunctionType] = set()
    prefixes = tuple(f"{_HOME}/{room}" for room in rooms)

    def look(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        file = code.co_filename
        if event != "call" or code in met or not (file.startswith(prefixes) and file.endswith(".py")):
            return  # what a template was compiled to breaks when it is looked at
        count = code.co_argcount + code.co_kwonlyargcount
        local = frame.f_locals
        if meets(name, word, (local[each] for each in code.co_varnames[:count] if each in local)):
            met[code] = None

    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(None)
        found.update(function for function in functions() if function.__code__ in met)


def functions() -> Iterator[FunctionType]:
    """The functions and methods of all modules of the program that are loaded."""
    for module in [each for key, each in sys.modules.items() if key.startswith("broadcaster.")]:
        for value in list(vars(module).values()):
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if isinstance(value, FunctionType):
                yield value
            elif isinstance(value, type):
                for each in list(vars(value).values()):
                    inner = getattr(each, "fget", None) or getattr(each, "__func__", None) or each
                    if isinstance(inner, FunctionType):
                        yield inner


@contextmanager
def raising(
    function: FunctionType, name: str, word: str, *, thread: int | None = None
) -> Iterator[list[int]]:
    """In the block the function raises for the item; gives how often it did.

    Args:
        function: that is made to raise.
        name: see `meets`.
        word: see `meets`.
        thread: where it raises; on all of them by default.
    """
    true = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    true.__kwdefaults__ = function.__kwdefaults__
    raised = [0]

    def instead(*values: Any, **named: Any) -> Any:
        here = thread is None or thread == threading.get_ident()
        if here and meets(name, word, iter((*values, *named.values()))):
            raised[0] += 1
            raise IndexError(f"{function.__qualname__} met {name}")
        return true(*values, **named)

    code, defaults, words = function.__code__, function.__defaults__, function.__kwdefaults__
    key = f"{function.__module__}:{function.__qualname__}"
    _INSTEAD[key] = instead
    function.__code__ = _jump(key, function)
    function.__defaults__ = function.__kwdefaults__ = None
    try:
        yield raised
    finally:
        function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, words
        del _INSTEAD[key]


_INSTEAD: dict[str, Callable[..., Any]] = {}


def may_raise(function: FunctionType) -> bool:
    """True if `raising` can change it: it has no variables of a function around it."""
    return function.__closure__ is None


def _jump(key: str, function: FunctionType) -> CodeType:
    """The code of a function, or of a generator, that calls what stands in the place of another one."""
    assert may_raise(function)
    made: dict[str, Any] = {}
    answer = "(yield from {})" if isgeneratorfunction(function) else "{}"
    source = (
        "def jump(*values, **named):\n"
        "    from tests.fakes.faulty import _INSTEAD\n"
        f"    return {answer.format(f'_INSTEAD[{key!r}](*values, **named)')}\n"
    )
    exec(source, made)  # noqa: S102 - two lines of our own
    code = made["jump"].__code__
    assert isinstance(code, CodeType)
    return code
