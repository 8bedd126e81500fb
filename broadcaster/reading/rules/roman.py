"""Roman numerals, only after the words that take them."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.letters import UPPER
from broadcaster.reading.scene import Rule, Saying, Scene
from broadcaster.reading.wordset import wordset
from broadcaster.syllables import speakable

_CUES = wordset(
    "tổ đội trạm tuyến trường ngạch lần khóa khoá kỷ kỉ thứ loại cấp hạng quý quí chương phần lục mục "
    "hội kỳ kì vùng vực khoa đoạn độ "
    "nhóm tập bậc đợt vòng quyển cụm bảng phụ khu mẫu giải hệ lớp tiểu đảng xiii hồi màn đề án ban bước"
)
_FORM = re.compile(r"(?=[MDCLXVI])M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def value(text: str) -> int | None:
    """The value of a well-formed Roman numeral."""
    if not _FORM.match(text):
        return None
    total = 0
    for letter, following in zip(text, text[1:] + " ", strict=True):
        size = _VALUES[letter]
        total += -size if size < _VALUES.get(following, 0) else size
    return total


def _after_cue(scene: Scene, m: re.Match[str]) -> Saying | None:
    cue = scene.cue(m.start())
    text = m["roman"]
    if cue not in _CUES or scene.text[m.start() - 1 : m.start()] not in (" ", "."):
        return None
    number = value(text)
    if number is None:
        if len(text) < 3 or not set(text) <= set("IVX"):
            return None
        return Saying(
            end=m.end(),
            words=" ".join(text.lower()).replace("v", "vê").replace("x", "ích"),
            confidence=0.2,
            flag="reading.flag_roman",
        )
    words = numerals.ordinal(number) if cue == "thứ" else numerals.cardinal(number)
    if m["year"]:
        words += f" năm {numerals.cardinal(int(m['year']))}"
    if m["part"]:
        words += "".join(f" chấm {numerals.count(part)}" for part in m["part"].split(".")[1:])
    return Saying(end=m.end(), words=words)


def _bare(scene: Scene, m: re.Match[str]) -> Saying | None:
    """XIII or a place's I, II after a name in title case; never a word such as VI or CHI."""
    text = m["roman"]
    number = value(text)
    if number is None or scene.shouts(m.start(), m.end()):
        return None
    before = re.search(rf"[{UPPER}][^\W\d_A-ZĐ]+\s\Z", scene.text[: m.start()])
    place = re.search(
        r"\b(?:[Pp]hường|[Xx]ã|[Tt]hôn|[Bb]ản|[Ấấ]p|[Tt]hị trấn|[Cc]hợ|[Kk]hu|[Tt]rạm|[Tt]rường|"
        r"[Tt]ổ)\s(?:[^\W\d_]+\s){0,3}\Z",
        scene.text[: m.start()],
    )
    long = len(text) > 1 and set(text) <= set("IVX") and not (text != "VI" and speakable(text.lower()))
    if (before and place and number <= 20) or (long and text != "VI"):
        return Saying(end=m.end("roman"), words=numerals.cardinal(number), confidence=0.8)
    return None


_END = r"(?![\w&])(?!\.\w)"
RULES = (
    Rule(
        name="roman",
        starts="u",
        pattern=re.compile(
            rf"(?P<roman>[IVX]+|[IVXL]{(2,)})(?:\s?[/-]\s?(?P<year>(?:19|20)\d\d)|(?P<part>(?:\.\d+)+))?{_END}"
        ),
        say=_after_cue,
        example=("thế kỷ XXI", "thế kỷ hai mươi mốt"),
    ),
    Rule(
        name="roman.name",
        starts="u",
        pattern=re.compile(rf"(?P<roman>[IVX]+){_END}"),
        say=_bare,
        example=("phường Hải Châu I", "phường hải châu một"),
    ),
)
