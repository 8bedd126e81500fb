"""The OpenAPI of the application, with the one shape of errors described once."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import is_dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from broadcaster.console.answers.failure import Failure

_SCHEMAS = "#/components/schemas/{model}"
_FAILURE = {"application/json": {"schema": {"$ref": _SCHEMAS.format(model=Failure.__name__)}}}

Errors = dict[int | str, dict[str, Any]]
"""Errors as FastAPI takes them into the OpenAPI."""


def errors(*statuses: int) -> Errors:
    """These statuses, each with the one shape of errors.

    By reference: FastAPI would build the model anew for each status of each route, half a second in all.
    """
    return {int(each): {"description": HTTPStatus(each).phrase, "content": _FAILURE} for each in statuses}


def describe(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Have the application, which has these routers, give its OpenAPI."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            failure = TypeAdapter(Failure).json_schema(ref_template=_SCHEMAS, mode="serialization")
            parts = failure.pop("$defs")
            schemas = schema["components"]["schemas"]
            schemas |= {Failure.__name__: failure, **parts}
            for kind in _answers(routers):
                for name, text in field_texts(kind).items():
                    schemas[kind.__name__]["properties"][name]["description"] = text
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign] # as FastAPI's documentation says


def _answers(routers: Sequence[APIRouter]) -> set[type]:
    """Each dataclass that is an answer, or part of one."""
    found: set[type] = set()
    routes = (each for router in routers for each in router.routes)
    waiting: list[Any] = [Failure, *(each.response_model for each in routes if isinstance(each, APIRoute))]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and is_dataclass(kind):
            if kind not in found:
                found.add(kind)
                waiting += get_type_hints(kind).values()
        else:
            waiting += get_args(kind)
    return found


def field_texts(kind: type) -> dict[str, str]:
    """The strings below the fields of a class. Only for the OpenAPI: to read the source takes time."""
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__[:-1]):
        for field, below in pairwise(_body(base)):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    texts[name] = inspect.cleandoc(text)
    return texts


def _body(kind: type) -> list[ast.stmt]:
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    return found.body if isinstance(found, ast.ClassDef) else []
