"""Letters as text files and web pages, in the manners in which offices paste them."""

from __future__ import annotations

import textwrap
import unicodedata
from html import escape

from broadcaster.reading.legacy import _TCVN3 as _CODES
from tests.data.letters.making.markup import Line, Source, cells, plain

_VIQR = {
    "\u0300": "`", "\u0301": "'", "\u0309": "?", "\u0303": "~", "\u0323": ".", "\u0302": "^", "\u0306": "(",
    "\u031b": "+",
}  # fmt: skip
_WIDE = 78
_TCVN3 = {chr(letter): chr(code) for code, letter in _CODES.items()}


def text_file(source: Source) -> bytes:
    """A .txt file."""
    text = "\n".join(_text_lines(source)) + "\n"
    encoding = source.options.get("encoding", "utf-8")
    if encoding in _OLD:
        return _old(text, encoding)
    if encoding == "viqr":
        return _viqr(text).encode("ascii")
    if encoding == "utf-16":
        return text.replace("\n", "\r\n").encode("utf-16")
    return text.encode(encoding)


def _text_lines(source: Source) -> list[str]:
    lines = _text_head(source)
    for line in source.lines:
        shown = f"{line.number} {plain(line.text)}".strip()
        if line.what in ("C", "D"):
            lines.append(shown.center(_WIDE).rstrip() if "wrap" in source.options else shown)
        elif line.what in ("|", "|!"):
            lines.append("\t".join(cells(line)))
        elif line.what in ("T", "B", "P", "item"):
            lines += textwrap.wrap(shown, _WIDE) if "wrap" in source.options else [shown]
    return [*lines, *(line.text for line in source.of("N")), *_signed(source)]


def _signed(source: Source) -> list[str]:
    lines = [line.text for line in source.lines if line.what in ("G", "E")]
    return [line.center(_WIDE).rstrip() for line in lines] if "wrap" in source.options else lines


def _text_head(source: Source) -> list[str]:
    left, right = ([line.text for line in source.of(what)] for what in "LR")
    both = range(max(len(left), len(right)))
    if "wide" in source.options:
        pairs = [(left[n] if n < len(left) else "", right[n] if n < len(right) else "") for n in both]
        return [f"{one.center(30)}      {other}".rstrip() for one, other in pairs]
    if source.options["head"] == "tabs":
        return [
            "\t\t".join(side[n] if n < len(side) else "" for side in (left, right)).rstrip() for n in both
        ]
    if source.options["head"] == "centred":
        return [line.text.center(_WIDE).rstrip() for line in source.lines if line.what in ("L", "R")]
    return []


_VNI_MARKS = {
    "\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "\u0302": "â", "\u0306": "ê",
    "\u0302\u0300": "à", "\u0302\u0301": "á", "\u0302\u0309": "å", "\u0302\u0303": "ã", "\u0302\u0323": "ä",
    "\u0306\u0300": "è", "\u0306\u0301": "é", "\u0306\u0309": "ú", "\u0306\u0303": "ü", "\u0306\u0323": "ë",
}  # fmt: skip
_VNI_WHOLE = dict(zip("đíìỉĩị", "ñíìæóò", strict=True))
_OLD = ("tcvn3", "vni")


def _old(text: str, encoding: str) -> bytes:
    """A text as the fonts of the offices of before showed it."""
    if encoding == "vni":
        return "".join(map(_vni, text)).encode("cp1252")
    # Capitals with a tone had no codes of their own: a font of capitals showed the small letter's.
    return "".join(_TCVN3.get(each) or _TCVN3.get(each.lower(), each) for each in text).encode(
        "latin-1", "replace"
    )


def _vni(letter: str) -> str:
    small = letter.lower()
    if small in _VNI_WHOLE:
        found = _VNI_WHOLE[small]
    else:
        base, *marks = list(unicodedata.normalize("NFD", small))
        horn = "\u031b" in marks
        # The tone stands behind the dot and the horn in the normal form, the shape before the tone here.
        marks = sorted((mark for mark in marks if mark != "\u031b"), key="\u0302\u0306".find, reverse=True)
        base = {"o": "ô", "u": "ö"}[base] if horn else base
        found = base + (_VNI_MARKS["".join(marks)] if marks else "")
    return found.upper() if letter.isupper() else found


def _viqr(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "dd").replace("Đ", "DD"))
    written = "".join(_VIQR.get(letter, letter) for letter in apart)
    # The mark of the vowel before the mark of the tone.
    for tone in "`'?~.":
        for shape in "^(+":
            written = written.replace(tone + shape, shape + tone)
    return written


def web_page(source: Source) -> bytes:
    """An .html file."""
    manner = source.options["manner"]
    body = {"word": _word, "br": _broken, "list": _lists, "portal": _portal}[manner](source)
    title = escape(next((line.text for line in source.of("C")), "Văn bản"))
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>p.MsoNormal{margin:0}</style><script>var p = 1;</script></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    ).encode()


def _shown(line: Line) -> str:
    return escape(f"{line.number} {plain(line.text)}".strip())


def _word(source: Source) -> str:
    """Pasted from Word: a table for the head, spans everywhere."""

    def para(line: Line, style: str = "") -> str:
        words = _shown(line).replace(" ", "\n ", 3)
        return (
            f'<p class="MsoNormal" style="text-align:justify;{style}"><span lang="VI" '
            'style="font-size:14.0pt;font-family:&quot;Times New Roman&quot;,serif">'
            f"{words}<o:p></o:p></span></p>"
        )

    def cell(what: tuple[str, ...]) -> str:
        return "".join(para(line, "text-align:center") for line in source.lines if line.what in what)

    head = f"<table><tr><td>{cell(('L',))}</td><td>{cell(('R',))}</td></tr></table>"
    tail = f"<table><tr><td>{cell(('N',))}</td><td>{cell(('G', 'E'))}</td></tr></table>"
    flow = [para(line) for line in source.lines if line.what in ("C", "B", "P", "item", "D")]
    to = "".join(para(line) for line in source.of("T"))
    before = source.lines[1].what == "T"
    return f"{to if before else ''}{head}{to}<p>&nbsp;</p>{''.join(flow)}{tail}"


def _broken(source: Source) -> str:
    """One block, its lines apart by <br>."""
    lines = [_shown(line) for line in source.lines if line.what != "O"]
    return (
        '<div class="content-detail"><h1>'
        + escape(source.of("C")[-1].text)
        + ("</h1><div>" + "<br />\r\n".join(lines) + "</div></div>")
    )


def _lists(source: Source) -> str:
    """Items as nested lists, the rest as <div>."""
    parts, depth = [], 0
    for line in source.lines:
        if line.what == "O":
            continue
        level = line.level if line.what == "item" else 0
        while depth > level:
            depth -= 1
            parts.append("</ul></li>" if depth else "</ol>")
        if level > depth:
            if depth:
                parts[-1] = parts[-1].removesuffix("</li>")
            start = f' start="{line.number.rstrip(".")}"' if line.number[0].isdigit() and depth == 0 else ""
            parts.append("<ul>" if line.number == "-" else f"<ol{start}>")
            depth = level
        words = escape(plain(line.text))
        bold = f"<strong>{words}</strong>" if line.what in ("L", "C", "G") else words
        parts.append(f"<li>{words}</li>" if level else f"<div>{bold}</div>")
    return "\n".join(parts)


def _portal(source: Source) -> str:
    """A page of a portal: menus, a layout table around the words, spans as blocks."""
    parts = []
    for line in source.lines:
        if line.what != "O":
            align = "center" if line.what in ("L", "R", "C") else "left"
            parts.append(f'<p align="{align}"><span><font face="Arial">{_shown(line)}</font></span></p>')
    return (
        '<div style="display:none">Trang chủ | Giới thiệu | Liên hệ</div>'
        f'<table class="layout"><tr><td class="main">{"".join(parts)}</td></tr></table>'
    )


def printed_page(source: Source) -> str:
    """A page to be printed by a browser: head and foot on every sheet, a watermark across."""

    def lines(*what: str) -> str:
        return "".join(f"<div>{_shown(line)}</div>" for line in source.lines if line.what in what)

    flow, rows = [], list[str]()
    for line in [*source.lines, Line("", "")]:
        if line.what in ("|", "|!"):
            tag = "th" if line.what == "|!" else "td"
            rows.append("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells(line)) + "</tr>")
            continue
        flow += [f'<table class="grid">{"".join(rows)}</table>'] if rows else []
        rows = []
        if line.what in ("C", "D"):
            flow.append(f'<p class="title">{_shown(line)}</p>')
        elif line.what in ("T", "B", "P", "item"):
            flow.append(f"<p>{_shown(line)}</p>")
    sides = "<tr><td>{}</td><td>{}</td></tr>"
    head, tail = sides.format(lines("L"), lines("R")), sides.format(lines("N"), lines("G", "E"))
    return (
        f'<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><style>{_PRINT}</style><body>'
        f'<div class="across">{lines("W")}</div><table class="sheet">'
        f'<thead><tr><td class="small">{lines("H")}</td></tr></thead>'
        f'<tfoot><tr><td class="small">{lines("F")}</td></tr></tfoot>'
        f'<tbody><tr><td><table class="head">{head}</table>{"".join(flow)}<table class="head">{tail}</table>'
        "</td></tr></tbody></table></body></html>"
    )


_PRINT = (
    "@page{size:A4;margin:2cm 2cm 2cm 3cm}body{font:14pt 'Liberation Serif',serif;margin:0}"
    "p{text-align:justify;text-indent:1cm;margin:6pt 0}"
    ".title{text-align:center;font-weight:bold;text-indent:0}"
    ".small{font-size:10pt;padding:4pt 0}.sheet{width:100%}.head{width:100%}"
    ".head td{width:50%;text-align:center;vertical-align:top}"
    ".grid{border-collapse:collapse;width:100%}"
    ".grid td,.grid th{border:1px solid black;padding:3pt;font-size:12pt}"
    ".across{position:fixed;top:10cm;left:1cm;font-size:54pt;color:#ddd;transform:rotate(-40deg)}"
)
