"""XML from strangers: no entity, no DTD, no network, bounded. The only module that imports lxml."""

from __future__ import annotations

import io
import re
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from lxml import etree

from broadcaster.alerts.cap.model import MOST_BYTES
from broadcaster.core.errors import Phrase

Element: TypeAlias = Any  # lxml has no types
DEEPEST = 32  # elements below one another; CAP with a signature has 8
MOST_ELEMENTS = 50_000
MOST_FAULTS = 20
"""Told of one file."""

NAMESPACES = {f"urn:oasis:names:tc:emergency:cap:{version}": version for version in ("1.1", "1.2")}
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']*)'")
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


class BadXml(ValueError):
    """Bytes that are not read any further; `problem` says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.problem = problem(code, **facts)


def problem(code: str, **facts: object) -> Phrase:
    """What is wrong with a file."""
    return Phrase(code=code, facts=tuple((name, str(fact)) for name, fact in facts.items()))


def parsed(raw: bytes, *, whole: bool = False) -> Element:
    """The root element.

    Args:
        whole: keep comments and instructions: a signature may go over them. Without, a text is one piece.

    Raises:
        BadXml: it is too big or too deep, has a DOCTYPE, or is no XML.
    """
    if len(raw) > MOST_BYTES:
        raise BadXml("alerts.too_big", limit=MOST_BYTES // 1024)
    try:
        root = etree.parse(io.BytesIO(raw), _parser(whole=whole)).getroot()
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadXml("alerts.not_xml", line=getattr(error, "lineno", None) or 1) from error
    if root.getroottree().docinfo.doctype:
        raise BadXml("alerts.doctype")
    _see_that_bounded(root)
    return root


def _see_that_bounded(root: Element) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST:
            raise BadXml("alerts.too_deep", limit=DEEPEST)
        if count > MOST_ELEMENTS:
            raise BadXml("alerts.too_many_elements", limit=MOST_ELEMENTS)


def without_spaces(root: Element) -> None:
    """Take away what is only white space between elements: some sign an alert before they indent it."""
    for one in root.iter(etree.Element):
        if len(one) and not (one.text or "").strip():
            one.text = None
        if not (one.tail or "").strip():
            one.tail = None


def schema_faults(raw: bytes, version: str) -> tuple[Phrase, ...]:
    """Where an alert does not keep to the schema of its version, the first few.

    It is judged while it is parsed once more: over a tree the names of many faulty places take minutes.
    """
    try:
        etree.parse(io.BytesIO(raw), _parser(schema=_schema(version)))
    except etree.XMLSyntaxError as error:
        names = (_ELEMENT.match(fault.message) for fault in error.error_log)
        found = dict.fromkeys(name[1] if name else "alert" for name in names)
        return tuple(problem("alerts.not_as_schema", element=name) for name in list(found)[:MOST_FAULTS])
    return ()


@cache
def _schema(version: str) -> etree.XMLSchema:
    name = f"cap{version.replace('.', '')}.xsd"
    return etree.XMLSchema(etree.fromstring(files("broadcaster.alerts.cap").joinpath(name).read_bytes()))


def _parser(*, whole: bool = False, schema: etree.XMLSchema | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=not whole,
        remove_pis=not whole,
        schema=schema,
    )
