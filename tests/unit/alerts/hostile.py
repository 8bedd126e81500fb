"""Bytes that somebody sends in the place of an alert: none may air, or cost more than its bounds."""

from __future__ import annotations

import base64

from lxml import etree

from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.samples import NAMESPACE, area, info, made

PINNED = Identity("www.nchmf.example.vn")
HERE = area(geocode="GSO 03151")
RAW = made(info(HERE, language="vi", headline="Bão số 3"))


def _wrapped() -> bytes:
    """The signed alert, unseen, inside another one that is read."""
    inner = etree.fromstring(signed(RAW, PINNED))
    outer = etree.fromstring(made(info(HERE, headline="Giả")))
    for one in inner.iter("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        outer.append(one)
        break
    outer.append(inner)
    return bytes(etree.tostring(outer))


def _rooted(inside: str = "", attributes: str = "", entities: str = "") -> bytes:
    begin = f"<!DOCTYPE a [{entities}]>" if entities else ""
    return f'{begin}<alert xmlns="{NAMESPACE}" {attributes}>{inside}</alert>'.encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
MANY = " ".join(f"a,{n},2026-11-20T10:00:00+07:00" for n in range(25_000))
DOTS = " ".join(f"{n % 90},{n % 180}" for n in range(120_000))
HOSTILE: dict[str, bytes] = {
    "xxe": _rooted("&e;", entities='<!ENTITY e SYSTEM "file:///etc/passwd">'),
    "parameter": _rooted(entities='<!ENTITY % e SYSTEM "http://127.0.0.1:1/x"> %e;'),
    "laughs": _rooted("&l9;", entities=LAUGHS),
    "stripped": RAW,
    "wrapped": _wrapped(),
    "forged": signed(RAW, PINNED).replace("Bão số 3".encode(), "Bão số 9".encode()),
    "huge": b"<a>" + b"x" * (20 << 20) + b"</a>",
    "areas": made(info(*[area() for _ in range(100_000)])),
    "areas_below_a_megabyte": made(info("<area><areaDesc>x</areaDesc></area>" * 30_000)),
    "deep": b"<a>" * 100_000 + b"</a>" * 100_000,
    "attributes": _rooted(attributes=" ".join(f"a{n}=''" for n in range(80_000))),
    "namespaces": _rooted(attributes=" ".join(f"xmlns:n{n}='u{n}'" for n in range(50_000))),
    "polygon": made(info(area(polygon=f"{DOTS} 0,0"))),
    "references": made(info(HERE), references=MANY),
    "nothing": b"",
    "noise": bytes(range(256)) * 4000,
    "packed": base64.b64decode("H4sIAAAAAAAAA0vOSE3OVkjOzy1KzEsBAJEzrEYMAAAA"),
}
