"""Blanks that were not filled in, and stretches that are no text, such as tags of HTML."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.numbers.measures import NOUNS
from broadcaster.reading.wordlists import wordset

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


MARKUP = (
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


_GAP = r"(?:\s{2,}|\s?[.…_]{2,}\s?|\s?(?:\.\s?){3,})"


def _date(context: Context, m: re.Match[str]) -> Saying:
    """ngày … tháng 01: spoken without the day, and flagged."""
    words = "ngày" if m.group().endswith("/") else "ngày tháng"
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_blank_date")


def _part(context: Context, m: re.Match[str]) -> Saying:
    words = "tháng" if m["what"].lower() == "tháng" else m["what"].lower()
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_blank_date")


def _figures(context: Context, m: re.Match[str]) -> Saying:
    words = [f"tháng {numerals.month(int(m['m']))}"] if m["m"] else []
    if m["y"]:
        words.append(f"năm {numerals.cardinal(int(m['y']))}")
    return Saying(end=m.end(), words=" ".join(words), confidence=0.2, flag="reading.flag_blank_date")


_BEFORE = wordset("lúc từ đến hồi vào là tiền gồm có khoảng")
_AFTER = (["giờ"], ["phút"], ["đồng"], ["người"], ["hộ"])


def _dots(context: Context, m: re.Match[str]) -> Saying | None:
    """A row of dots or a blank line is a gap; three dots after a word are only an ellipsis."""
    text = m.group().strip()
    if context.alone(m.start(), m.end()) and set(text) <= set("_-=*. "):
        return Saying(end=m.end(), words="", mark=Mark.STOP)
    bare = text.replace(" ", "")
    if set(bare) <= {"*", "="} or (set(bare) == {"-"} and _frames(context, m)):
        return Saying(end=m.end(), words="", mark=Mark.CLAUSE)
    cue, after = context.cue(m.start()), context.after(m.end(), 1)
    led = cue in _LEADS and bool(NOUNS.intersection(after))
    named = cue in _FILLED and context.text[m.start() - 1 : m.start()] == " "  # tổ ... họp
    counted = bool(after) and after[0] in _COUNTED and context.text[m.start() - 1 : m.start()] in _GAPS
    if led or named or counted or (cue in _BEFORE and after in _AFTER):  # lúc ... giờ, số tiền ... đồng
        return Saying(end=m.end(), words="", confidence=0.2, flag="reading.flag_blank")
    if (set(bare) == {"."} and len(bare) < 4) or (set(bare) == {"_"} and len(bare) < 3):
        return None
    return Saying(end=m.end(), words="", confidence=0.2, flag="reading.flag_blank", mark=Mark.COMMA)


_COUNTED = wordset("hộ người đồng con cháu em ha kg")  # mỗi đội ... người
_GAPS = (" ", "-", "/", "\n")
_FILLED = wordset("tổ ông bà anh chị cụ tại tên bản thôn lớp số phòng khoản điều mục thửa ngõ phường")


def _hour(_: Context, m: re.Match[str]) -> Saying:
    """...h..., ...h30: a time whose hour was left blank."""
    return Saying(end=m.end(), words="giờ", confidence=0.2, flag="reading.flag_blank")


def _unfilled(context: Context, m: re.Match[str]) -> Saying | None:
    """[địa điểm], {ngày}, <tên>, «Ho_ten», xxx: the place of a word in a form that nobody filled in."""
    headed = m["held"] and context.starts_line(m.start()) and not _ASKED_FOR.match(m["held"])  # [Thông báo]
    thirtieth = m.group() == "xxx" and context.cue(m.start()) in _IN_ROMAN
    return (
        None
        if headed or thirtieth
        else Saying(end=m.end(), words="", confidence=0.2, flag="reading.flag_blank")
    )


_ASKED_FOR = re.compile(r"(?:tên|họ|số|ngày|giờ|địa|thời|nơi|điền|nhập|ghi|chèn)\b", re.IGNORECASE)
_IN_ROMAN = wordset("khóa khoá kỷ kỉ thứ hạ hè vận hội chương phần")  # Thế vận hội xxx


def _asked(context: Context, m: re.Match[str]) -> Saying | None:
    """??? hộ, lúc ???: a number that nobody knew yet; behind a sentence it is only astonishment."""
    goes_on = _GOES_ON.match(context.text, m.end())
    if not goes_on and context.cue(m.start()) not in _LEADS | _BEFORE | _FILLED:
        return None
    return Saying(end=m.end(), words="", confidence=0.2, flag="reading.flag_blank")


_GOES_ON = re.compile(r",? [^\W_A-ZĐ]")


def _frames(context: Context, m: re.Match[str]) -> bool:
    """True for a row of dashes before or around a line: ---- Hết ----."""
    line = context.text.rfind("\n", 0, m.start()) + 1
    return context.starts_line(m.start()) or context.text.startswith("---", line)


def _garbage(context: Context, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words="", confidence=0.1, flag="reading.flag_garbage")


def _lost(_: Context, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words="", confidence=0.1, flag="reading.flag_lost")


def _mangled(_: Context, m: re.Match[str]) -> Saying:
    """Letters of a wrong code page that could not be decoded as a whole."""
    return Saying(end=m.end(), words="", confidence=0.1, flag="reading.flag_mojibake")


# Before these words' number there is a gap where it should stand: còn      hộ.
_LEADS = wordset(
    "còn có là số gồm khoảng hơn gần được đạt thu chi nộp tổng trong cho của giao tặng nhận góp cộng"
)


def _gap(context: Context, m: re.Match[str]) -> Saying | None:
    timed = m["noun"] in ("giờ", "phút") and context.cue(m.start()) in _BEFORE  # lúc     giờ
    listed = context.text[m.start() - 1 : m.start()] == ":" and m["noun"] in NOUNS  # số người:     người
    if not (timed or listed) and (context.cue(m.start()) not in _LEADS or m["noun"] not in NOUNS):
        return None
    return Saying(end=m.start("noun"), words="", confidence=0.1, flag="reading.flag_blank")


RULES = (
    Rule(
        name="blank",
        starts="s",
        pattern=re.compile(r" {3,40}(?P<noun>[^\W\d_]+)"),
        say=_gap,
        example=("còn      hộ", "còn hộ"),
    ),
    Rule(
        name="blank.mangled",
        starts="lu",
        pattern=re.compile(r"[^\W\d_]{0,4}(?:á[\"°](?=[^\W\d_])|(?<=[a-zđ])Ã)[^\s,.;]{0,8}"),
        say=_mangled,
        example=('hM\u00e1"i bà con', "bà con"),
    ),
    Rule(
        name="blank.date",
        starts="lu",
        pattern=re.compile(rf"[Nn](?i:gày){_GAP}(?:/|(?i:tháng)\b)"),
        say=_date,
        example=("ngày     tháng 01 năm 2021", "ngày tháng một năm hai nghìn không trăm hai mươi mốt"),
    ),
    Rule(
        name="blank.date",
        starts="lu",
        pattern=re.compile(rf"(?P<what>[Tt](?i:háng)){_GAP}(?=(?i:năm)\b)"),
        say=_part,
        example=("tháng ... năm 2021", "tháng năm hai nghìn không trăm hai mươi mốt"),
    ),
    Rule(
        name="blank.date",
        starts="s",
        pattern=re.compile(r"(?:_+|\.{2,})\s?/\s?(?:(?P<m>\d{1,2})|_+|\.{2,})(?:/(?P<y>\d{4}))?(?![\w/])"),
        say=_figures,
        example=("ngày __/12/2025", "ngày tháng mười hai năm hai nghìn không trăm hai mươi lăm"),
    ),
    Rule(
        name="blank.hour",
        starts="s",
        pattern=re.compile(r"[._]{2,40}\s?h\s?(?:[._]{2,40}|\d{2})?(?!\w)"),
        say=_hour,
        example=("họp lúc ...h...", "họp lúc giờ"),
    ),
    Rule(
        name="blank",
        starts="s",
        pattern=re.compile(
            r"(?:[._]\s?){2,}[._]|_{3,}|(?<![^\s(])__(?![^\s.,;:)])"
            r"|-{4,}|={3,}|\*{3,}(?!\s?\d)|(?:- ){3,}-?"
        ),
        say=_dots,
        example=("Địa điểm: ..........", "địa điểm"),
    ),
    Rule(
        name="blank",
        starts="s",
        pattern=re.compile(r"(?=[^\w\s]{4})(?=[^\w\s]*[#@%$&^~|\\<>{}\[\]])(?!\S*[)\]]\s*[;:,.])[^\w\s]{4,}"),
        say=_garbage,
        example=("xin #@!%$ chào", "xin chào"),
    ),
    Rule(
        name="blank.unfilled",
        starts="slu",
        pattern=re.compile(
            r"\[\s?(?:\.{2,}|…+|_{2,}|\?+)\s?\]|\((?:\.{3,}|…+|_{2,}|\?{1,3})\)|\[(?P<held>[^\W\d_][^\[\]\n\d]{1,40})\]|\$?\{{1,2}[^\W\d][^{}\n]{0,40}\}{1,2}|<[^\W\d][^<>\n@/.]{0,40}>"
            r"|[«\"]?\b(?=[A-Za-z]{1,20}_)[A-Za-z]+(?:_[A-Za-z]{1,20}){1,5}[»\"]?(?![\w@./-])"
            r"|(?<!\S)(?:NaN|null|NULL|undefined|N/A|n/a|TBD|@{2,}|#{2,}|\${2,}|%{2,})(?!\w)"
            r"|(?<![\w./-])x{3,}(?![\w./@-])|(?<!\S)%[^\W\d]\w{0,20}%(?!\w)|(?<!\S)\$[a-z]\w{2,20}"
            r"|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!)|\((?:sẽ )?(?:điền|bổ sung|cập nhật|ghi|báo) sau\)"
            r"|\((?:ghi rõ|bằng chữ|(?:để |bỏ )?trống|chưa có|chưa rõ)\)"
        ),
        say=_unfilled,
        example=("họp tại [địa điểm]", "họp tại"),
    ),
    Rule(
        name="blank.unfilled",
        starts="s",
        pattern=re.compile(r"(?<!\S)\?{2,9}(?=[\s,;:)]|\Z)"),
        say=_asked,
        example=("số hộ bị ngập là ??? hộ", "số hộ bị ngập là hộ"),
    ),
    Rule(
        name="blank.unfilled",
        starts="s",
        pattern=re.compile(r"(?<=[\w-])\?{2,9}(?=[\w.-]*\d| \d)|(?<=[ -])\?(?=-\d)|(?<=\d-)\?(?![^\s.,;)])"),
        say=_lost,
        example=("mã số 25-???1", "mã số hai mươi lăm một"),
    ),
    Rule(
        name="blank",
        starts="s",
        pattern=re.compile(
            r" {4,40}(?=[,;])|(?<= )\.\.(?= (?:tháng|ngày|giờ|tuần|năm|phút|hộ|người|tổ|thôn)\b)"
        ),
        say=_lost,
        example=("liên hệ Đ/c      , Trưởng ấp", "liên hệ đồng chí, trưởng ấp"),
    ),
    Rule(
        name="blank.lost",
        starts="lus",
        pattern=re.compile(r"\w*\ufffd[\w\ufffd]*"),
        say=_lost,
        example=("Th\ufffdng b\ufffdo", ""),
    ),
)
