"""The tables of docs/api.md, from the OpenAPI and the events. Pure."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

from broadcaster.api.protocol.envelope import STATUS, status_of
from broadcaster.api.protocol.events import EVENTS
from broadcaster.api.routes.router import PREFIX, RIGHT, field_texts

_PART = re.compile(r"<!-- (\w+): (?:.|\n)*?<!-- end of \1 -->")
_ASKS = ("Ask", "Question", "ByTelephone", "OnPaper")  # kinds of questions; the others are answers
Schema = Mapping[str, Any]


def page(old: str, schema: Schema) -> str:
    """The page with its tables as they must be; all else stays.

    Args:
        old: the page as it is; each table stands between `<!-- NAME: … -->` and `<!-- end of NAME -->`.

    Raises:
        KeyError: a table of that name is not known.
    """
    tables = {
        "routes": _routes,
        "errors": lambda _schema: _errors(),
        "events": lambda _schema: _events(),
        "answers": _answers,
    }

    def written(found: re.Match[str]) -> str:
        name = found[1]
        lines = "\n".join(tables[name](schema))
        return f"<!-- {name}: written by scripts/api-page -->\n\n{lines}\n\n<!-- end of {name} -->"

    return _PART.sub(written, old)


def _routes(schema: Schema) -> Iterator[str]:
    yield "| route | right | question | answer | |"
    yield "|---|---|---|---|---|"
    for path, ways in schema["paths"].items():
        for method, route in ways.items():
            name = path.removeprefix(PREFIX)
            question, answer = _question(schema, route), _answered(route)
            about = _line(route["description"])
            yield f"| `{method.upper()} {name}` | {route[RIGHT]} | {question} | {answer} | {about} |"


def _question(schema: Schema, route: Schema) -> str:
    asked = [f"`?{each['name']}`" for each in route.get("parameters", ()) if each["in"] == "query"]
    for form, body in route.get("requestBody", {}).get("content", {}).items():
        kinds = body["schema"].get("anyOf", [body["schema"]])
        if "json" not in form:
            asked.append("bytes")
            continue
        asked += [" or ".join(filter(None, (_fields(schema, _name(kind)) for kind in kinds)))]
    return ", ".join(filter(None, asked))


def _fields(schema: Schema, name: str) -> str:
    kind = schema["components"]["schemas"][name]
    needed = kind.get("required", ())
    return ", ".join(f"`{field}`" + ("" if field in needed else "?") for field in kind.get("properties", ()))


def _answered(route: Schema) -> str:
    ((form, content),) = route["responses"]["200"]["content"].items()
    return f"[{_name(content['schema'])}](#answers)" if "json" in form else form.partition(";")[0]


def _name(kind: Schema) -> str:
    return str(kind.get("$ref", "")).rpartition("/")[2]


def _errors() -> Iterator[str]:
    yield "| status | codes |"
    yield "|---|---|"
    for status in sorted({status_of(code) for code in STATUS}):
        codes = sorted(code for code in STATUS if status_of(code) is status)
        yield f"| {status.value} | {', '.join(f'`{code}`' for code in codes)} |"


def _events() -> Iterator[str]:
    yield "| event | value | |"
    yield "|---|---|---|"
    for name, kind in EVENTS.items():
        texts = field_texts(kind)
        fields = ", ".join(
            f"`{field}`" + (f" ({_line(texts[field])})" if field in texts else "")
            for field in get_type_hints(kind)
        )
        yield f"| `{name}` | {fields} | {_line(inspect.getdoc(kind) or '')} |"


def _answers(schema: Schema) -> Iterator[str]:
    kinds = schema["components"]["schemas"]
    for name in sorted(name for name in kinds if not name.startswith(_ASKS)):
        fields = "; ".join(_field(field, one) for field, one in kinds[name]["properties"].items())
        yield f"- **{name}**: {_line(kinds[name].get('description', ''))} {fields}."


def _field(name: str, field: Schema) -> str:
    """One field: its kind where it is another object, its words where it has only some, and what it means."""
    kinds = [_one(each) for each in field.get("anyOf", [field])]
    known = " or ".join(filter(None, kinds))
    text = _line(field.get("description", "")).rstrip(".")
    notes = ", ".join(filter(None, (known, text)))
    return f"`{name}`" + (f" ({notes})" if notes else "")


def _one(kind: Schema) -> str:
    if "items" in kind:
        return f"list of {_one(kind['items'])}".removesuffix(" of ")
    return _name(kind) or "|".join(map(str, kind.get("enum", ())))


def _line(text: str) -> str:
    """The first paragraph on one line, as a cell of a table takes it."""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")
