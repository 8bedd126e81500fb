"""What no sure rule has claimed is flagged, in one place: no rule guesses in silence.

Each rule states how sure it is of its answer among its neighbours. This check looks at the pieces of
a block afterwards: an unsure answer, two pieces that touch although no rule joins them, two numbers side
by side, a letter that stands for something, a sign that would be swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.reading.context import Piece
from broadcaster.reading.doubts.evidence import LETTERED, supported, unearned
from broadcaster.reading.doubts.implausibility import implausible
from broadcaster.reading.doubts.joints import open_joint
from broadcaster.reading.doubts.malformation import backwards, malformed, swallowed
from broadcaster.reading.scan import doubted
from broadcaster.reading.wordlists import wordset

SURE = 0.6  # an answer below this confidence is flagged
_UNSURE = "reading.flag_unsure"
_ABBREVIATION = "reading.flag_abbreviation"
_LETTERS = frozenset("abcdeghiklmnopqrstuvxyzđ")
_QUOTED = 80  # characters before a mark that may hold the beginning of a quotation
_SLASHED = re.compile(r"/[^\W\d_]{3}")
_LONE = re.compile(r"[b-df-hj-np-tvwxzđ]")
_INTERVAL = "reading.flag_interval"
_GLUED = "reading.flag_glued"
_DOUBLED = re.compile(r"(?:(?<=[\dA-ZĐ])//|(?<=\d)--|(?<=\d)-/|(?<=\d)/-)(?=\d)")  # 12//05/2025
_ENDS = re.compile(r"\A\d[\d,]* ?- ?\d[\d,]*\Z")
# Letters and figures on both sides of a hyphen, in an order that no class, room or road has: TR8-55K.
_CODED = re.compile(
    r"(?<!\w)[A-ZĐ]+-(?:[A-ZĐ]+\d+[A-ZĐ]+|0\d+[A-ZĐ]+\d*)(?!\w)|(?<!\w)[A-ZĐ]+\d+[A-ZĐ]*-\d+[A-ZĐ]+\d*(?!\w)"
    r"|(?<!\w)\d*[A-ZĐ]+\d+-\d*[A-ZĐ]{2,}\d*(?!\w)"
)
_CODE = "reading.flag_code"
_LAST_WORDS = re.compile(r"(?<!\w)(?P<words>[^\W\d_]+ [^\W_]+)\s?\Z")  # thứ hai, tổ 5
_LAST_TIME = re.compile(r"(?<!\w)(?P<time>\d{1,2}h(?:\d\d)?)\s?\Z")
_WORD = 12  # characters of a code on each side of its hyphen
_CHAIN = re.compile(r"(?<=\d)/(?:\d{1,4}/){2}\d")  # 1/1/1/1: no date, share or address
_BROKEN_DATE = re.compile(
    r"[\d/.-]+/\d (?=\d/20\d\d)|[\d/.-]+[/.-]20 (?=\d\d(?!\d))"
)  # 5/1 2/2026, 5/12/20 26
_TWICE = re.compile(r"(?P<n>\d+) (?P=n)\Z")  # U17 17 nam, 22-24 24 tháng
_SAID_SINGLY = frozenset(("phone", "code.number"))
_TWO_TIMES = re.compile(r"\d{1,2}h(?:\d\d)? \d{1,2}h(?:\d\d)?(?!\w)")
_QUIET = frozenset(("words", "space", "pause"))
# Rules whose pieces stand between or around others without a space.
_JOINTS = wordset(
    "hyphen range range.through per per.unit per.thing slash times ratio sign sign.compared number.sign "
    "sum money.sign markup markup.entity list list.small list.bullet blank blank.date code.blank silent "
    "number.label abbreviation address address.city title signoff signoff.acting letters.initial "
    "letters.initials names.highland code.kind web.tag"
)
_FIGURES = ("number", "unit", "percent", "money", "clock", "date", "range", "ratio", "fraction")
_NUMERIC = ("number", "unit", "percent", "money")
_WORDS = frozenset(("words", "foreign", "abbreviation"))
# Signs that carry meaning next to a letter or a figure; others are decoration.
_MEANT = frozenset("^#\\*|~<>=+_`¹²³½¼¾")
_FOREIGN = frozenset('"»«¢¤¨©¬®°±´¶·¸¿€™…†‡•¦§¯')  # within a word the rest of another writing
_EMPHASIS = frozenset("*_~`")  # around words these are decoration
# Letters that belong to a number: class 4A5, 4G, điểm 2a.
_NEXT_TO = {False: 4, True: 1}  # words before that may say what has letters: lớp 6a, but not nhà góp 2c
_LETTERED = re.compile(r"(?:[A-HJ-NP-ZĐ]\d*(?:\.\d+)?|[a-dđ]\d{0,2})(?![^\W_])")


def audited(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces of one block, with a flag on each that is doubtful where it stands.

    Linear: every piece looks at its two neighbours only.
    """
    for index, piece in enumerate(pieces):
        if piece.rule in _QUIET or piece.flag:
            continue
        try:
            code = _doubt(text, pieces, index) or unearned(text, pieces, index)
        except Exception as error:
            pieces[index] = doubted(piece, error)
            continue
        if code:
            pieces[index] = piece._replace(flag=code, confidence=min(piece.confidence, 0.4))
    return pieces


def _doubt(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    piece = pieces[index]
    if piece.words and piece.confidence < SURE:
        return None if piece.rule == "slash" and index and pieces[index - 1].flag else _UNSURE  # asked once
    if piece.rule in ("slash", "hyphen", "range") and (
        _DOUBLED.match(text, piece.start) or _CHAIN.match(text, piece.start)
    ):
        return _UNSURE
    if piece.rule in ("slash", "pause.arrow") and not piece.words and _between_figures(text, pieces, index):
        return _UNSURE
    if piece.rule == "hyphen" and _CODED.search(text[max(0, piece.start - _WORD) : piece.end + _WORD]):
        return _CODE
    if not piece.words:
        return _UNSURE if piece.rule == "silent" and _swallowed(text, piece) else None
    if piece.rule.startswith("lexicon"):
        return None
    if piece.rule == "slash" and index + 1 < len(pieces) and pieces[index + 1].rule == "code":
        return _CODE  # 15/2205/NĐ-CP: no such year
    if piece.words in ("cộng", "trở lên") and text[piece.end : piece.end + 1] == "+":
        return _UNSURE
    if piece.words == "phần trăm" and text[piece.start - 1 : piece.start] == "%":
        return _UNSURE
    if piece.words == "đến" and (_twice(text, pieces, index) or _same_ends(text, piece)):
        return _UNSURE
    code = _touching(text, pieces, index)
    if code:
        return code
    if _LONE.fullmatch(text, piece.start, piece.end) and _stands_for_something(text, piece):
        return _ABBREVIATION
    if text[piece.start].isdecimal():
        code = open_joint(text, pieces, index) or malformed(text, piece)
        if code:
            return code
    code = implausible(text, piece)
    if code:
        return code
    if swallowed(text[piece.start : piece.end], piece.words):
        return _UNSURE
    before = pieces[index - 1] if index else None
    numeric = piece.rule.startswith(_NUMERIC) and text[piece.start].isdecimal()
    if numeric and _ended(text, piece.start) and backwards(text, piece.start):
        return _INTERVAL
    if before is None or before.end < piece.start or before.rule != "words" or before.words in _LETTERS:
        return None
    return _GLUED if text[piece.start].isdecimal() else None


def _between_figures(text: str, pieces: Sequence[Piece], index: int) -> bool:
    """True for 100/ngày, 300k/90', 5kg->7kg: a silent sign between figures and what they go with."""
    piece, before = pieces[index], pieces[index - 1] if index else None
    if before is None or before.end != piece.start or not before.rule.startswith(_FIGURES):
        return False
    after = text[piece.end : piece.end + 1]
    if index + 1 == len(pieces) or pieces[index + 1].rule.startswith("date"):  # 7h/10/9
        return False
    if text.endswith("số ", 0, before.start):  # số 05/QĐ
        return False
    return after.isdecimal() or (after.isalpha() and piece.rule == "slash")


def _twice(text: str, pieces: Sequence[Piece], index: int) -> bool:
    """True for the second hyphen of 8 - 3 - 6: no interval has three ends."""
    if text[pieces[index].start] != "-":
        return False
    before = [piece for piece in pieces[max(0, index - 5) : index] if piece.rule != "space"][-2:]
    after = next((piece for piece in pieces[index + 1 : index + 3] if piece.words), None)
    if not before or after is None or after.rule.startswith("date"):
        return False
    if _ENDS.match(text, before[-1].start, before[-1].end):
        return True
    return before[0].words == "đến" and text[before[0].start] == "-"


def _same_ends(text: str, piece: Piece) -> bool:
    """True for thứ hai - thứ hai: no interval ends where it begins."""
    if text[piece.start] not in " -":
        return False
    around = text[max(0, piece.start - _QUOTED) : piece.end + _QUOTED]
    at = piece.start - max(0, piece.start - _QUOTED)
    before = _LAST_WORDS.search(around, 0, at)
    timed = _LAST_TIME.search(around, 0, at)
    if timed and _starts_alike(around, at + piece.end - piece.start, timed["time"]):
        return True
    return before is not None and _starts_alike(around, at + piece.end - piece.start, before["words"])


def _starts_alike(text: str, at: int, words: str) -> bool:
    end = at + len(words)
    return text[at:end].lower() == words.lower() and not text[end : end + 1].isalnum()


def _stands_for_something(text: str, piece: Piece) -> bool:
    """True for a small letter among words that nothing before it asks for: "gửi k vào", not "điểm c"."""
    if piece.rule == "letters" and _SLASHED.match(text, piece.end):  # t/gian
        return True
    if piece.rule != "letters" or text[piece.end : piece.end + 1] in ")./-+'":
        return False
    before = re.findall(r"[^\W_]+", text[max(0, piece.start - 24) : piece.start].lower())[-1:]
    return bool(before) and before[0] not in LETTERED and len(before[0]) > 1 and not before[0].isdecimal()


def _ended(text: str, at: int) -> bool:
    """True if an interval may end at `at`: quick, because every number is asked."""
    return text.endswith(
        (
            "đến ",
            "tới ",
            "- ",
            "năm ",
            "tháng ",
            "tuổi ",
            "xuống ",
            "lên ",
            "tổ ",
            "trang ",
            "lớp ",
            "số ",
            "mùng ",
            "mồng ",
        ),
        max(0, at - 8),
        at,
    )


def _swallowed(text: str, piece: Piece) -> bool:
    """True for a sign without words that touches a letter or a figure."""
    if text[piece.start] == '"' and text[piece.start - 1].isdecimal():
        # 43": inches, unless it closes a quotation
        return not text.count('"', max(0, piece.start - _QUOTED), piece.start) % 2
    if text[piece.start] == "'" and text[piece.start - 1].isdecimal():  # 6'000
        return text[piece.end : piece.end + 1].isdecimal()
    if text[piece.start] in _FOREIGN:
        return (
            text[max(0, piece.start - 1) : piece.start].isalpha()
            and text[piece.end : piece.end + 1].isalpha()
        )
    before, after = text[max(0, piece.start - 1) : piece.start], text[piece.end : piece.end + 1]
    if not text[piece.start].isascii() and text[piece.start] not in _MEANT:
        return before.isdecimal() and after.isalnum()  # 7h30⇒11h30
    if text[piece.start] not in _MEANT:
        return False
    if text[piece.start] in "<=" and before.isspace() and piece.start > 1:  # 5 < pH < 7
        return text[piece.start - 2].isalnum()
    if text[piece.start] == "+" and text[piece.start - 1 : piece.end + 1] == "(+)":
        return not text.endswith("dương tính (", 0, piece.start)
    if text[piece.start] in _EMPHASIS:
        return text[max(0, piece.start - 1) : piece.start].isdecimal()
    return text[max(0, piece.start - 1) : piece.start].isalnum() or text[piece.end : piece.end + 1].isalnum()


def _touching(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """The code for two pieces without a space between them that no rule joins, or two bare numbers."""
    piece = pieces[index]
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following is None or following.rule == "space":
        return None
    if piece.after > piece.end:
        return _side_by_side(text, piece, following)
    if piece.rule in _JOINTS or following.rule in _JOINTS:
        return None
    if not text[piece.end - 1].isalnum() and not (text[piece.end - 1] == "%" and text[piece.end].isdecimal()):
        return None
    if piece.rule.startswith("date") and following.words in ("âm lịch", "dương lịch"):  # 20/12DL
        return None
    if following.rule == "pause":
        return _stopped(text, piece, following)
    if not text[piece.end].isalnum() or (
        _LETTERED.match(text, piece.end)
        and supported(
            text,
            piece.start,
            near=_NEXT_TO[text[piece.end].islower() and text[piece.start - 1 : piece.start] != "("],
        )
    ):
        return None
    return _GLUED if following.rule in _WORDS or text[piece.end].isdecimal() else _UNSURE


def _stopped(text: str, piece: Piece, mark: Piece) -> str | None:
    """A mark between a number and what follows it without a space: 8h.30, 350.000,đ."""
    if text[mark.start] not in ",.:;?!":
        return None
    if not re.search(r"\d", text[piece.start : piece.end]):
        return None
    after = text[mark.end : mark.end + 2]
    if after[:1].isdecimal() or after[:1] == "%":
        return _UNSURE
    if text[mark.start] == "." and after[:1].islower():  # 50.000.đồng
        return _UNSURE
    return _UNSURE if after[:1].isalpha() and not after[1:].isalnum() else None


def _split(text: str, piece: Piece, second: Piece) -> bool:
    """True for 1 6/11/2026 and 01/0 1/2026: a space has come into a date."""
    figures = (
        text[piece.start].isdecimal() and text[piece.end - 1].isdecimal() and text[second.start].isdecimal()
    )
    if not figures or not second.rule.startswith("date") or not piece.rule.startswith(_BEGINS_DATE):
        return False
    return not re.fullmatch(r"\d{3,}", text[piece.start : piece.end])


_BEGINS_DATE = ("number", "ratio", "date", "range", "fraction")


def _side_by_side(text: str, piece: Piece, second: Piece) -> str | None:
    """Two bare numbers, or two times, with nothing but a space between them."""
    if piece.rule == second.rule == "clock" or _TWO_TIMES.match(text, piece.start):
        return _UNSURE
    if piece.rule.startswith("date") and _BROKEN_DATE.match(text, piece.start):
        return _UNSURE
    if _split(text, piece, second):
        return _UNSURE
    if not text[piece.end - 1].isdecimal():
        return None
    if (
        second.rule in _NUMERIC
        and piece.rule not in _SAID_SINGLY
        and _TWICE.search(text, piece.start, second.end)
    ):
        return _UNSURE
    if piece.rule != "number":
        return None
    if not second.words or not second.rule.startswith(_NUMERIC) or not text[second.start].isdecimal():
        return None
    year = re.fullmatch(r"(?:19|20)\d\d", text[piece.start : piece.end])
    sized = text[max(0, piece.start - 1) : piece.start] in ("x", "X")  # đá 1x2 350k/khối
    return None if year or sized else _UNSURE
