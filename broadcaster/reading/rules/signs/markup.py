"""What comes along with text pasted from web pages: tags and entities of HTML."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.wordset import wordset

_BREAKS = wordset("br p div tr li ul ol table h1 h2 h3 h4 h5 h6 hr")
_ENTITIES = {"amp": "và", "lt": "nhỏ hơn", "gt": "lớn hơn"}


def _tag(_: Context, m: re.Match[str]) -> Saying:
    """A tag is silent; one that ends a paragraph or a cell is a pause."""
    name = m["name"].lower()
    mark = Mark.CLAUSE if name in _BREAKS else Mark.COMMA if name in ("td", "th") else Mark.NONE
    return Saying(end=m.end(), words="", mark=mark)


def _entity(_: Context, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words=_ENTITIES.get(m["name"], ""))


_NAMES = (
    r"(?:a|b|i|u|s|p|br|hr|em|strong|span|div|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|img|o:p|"
    r"sup|sub|center)"
)


RULES = (
    Rule(
        name="markup",
        starts="s",
        pattern=re.compile(rf"</?(?P<name>{_NAMES})(?:\s[^<>\n]{{0,200}})?\s?/?>", re.IGNORECASE),
        say=_tag,
        example=("<b>Thời gian:</b> 8h", "thời gian, tám giờ"),
    ),
    Rule(
        name="markup",
        starts="s",
        pattern=re.compile(rf"&lt;/?(?P<name>{_NAMES})(?:\s[^&<>\n]{{0,200}})?\s?/?&gt;", re.IGNORECASE),
        say=_tag,
        example=("&lt;b&gt;Chú ý&lt;/b&gt;", "chú ý"),
    ),
    Rule(
        name="markup.entity",
        starts="s",
        pattern=re.compile(r"&(?P<name>nbsp|amp|lt|gt|quot|apos|ndash|mdash|bull|#\d{1,5});"),
        say=_entity,
        example=("Thông báo&nbsp;cắt nước", "thông báo cắt nước"),
    ),
)
