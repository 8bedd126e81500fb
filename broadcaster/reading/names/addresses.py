"""Addresses: dotted words before places, road names, house numbers, the initials of the ward's own place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import either, load, words, wordset

# The kinds of place with which a name may begin, and their abbreviations.
_KINDS = {
    # A province's chief town may bear its name.
    "phường": ("phường", "p"), "xã": ("xã", "x"), "thị trấn": ("trấn", "tt"), "đặc khu": ("khu",),
    "tỉnh": ("tỉnh", "t", "phố", "tp"), "thành phố": ("phố", "tp"), "thị xã": ("xã", "tx"),
    "quận": ("quận", "q"), "huyện": ("huyện", "h"),
}  # fmt: skip
_ANY = frozenset(cue for cues in _KINDS.values() for cue in cues)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeName:
    """A name of the station's own place, and the words after which its initials stand for it."""

    name: str
    cues: frozenset[str]


@lru_cache(maxsize=64)
def initials(names: tuple[str, ...]) -> Mapping[str, HomeName]:
    """Capital initials of two letters or more: "phường tân phong" gives TP.

    Args:
        names: lower-case, with or without the kind of place before them.
    """
    made: dict[str, HomeName] = {}
    for name in names:
        kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "")
        bare = name.removeprefix(kind).strip()
        letters = "".join(word[0] for word in bare.split()).upper()
        if len(letters) > 1:
            made[letters] = HomeName(name=bare, cues=frozenset(_KINDS[kind]) if kind else _ANY)
    return made


_DATA = load("places")
PREFIXES: dict[str, str] = _DATA["prefixes"]
_DISTRICTS = words(_DATA["districts"])
_OFFICES = words(_DATA["offices"])
_DIVISIONS = words(_DATA["divisions"])
CITIES: dict[str, str] = _DATA["cities"]


def _initials_of(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The names by their capital initials, in order."""
    made: dict[str, tuple[str, ...]] = {}
    for name in names:
        letters = "".join(word[0] for word in name.split()).upper()
        made[letters] = (*made.get(letters, ()), name)
    return made


INITIALS = _initials_of(words(_DATA["provinces"]))
"""The provinces that two or three capitals may stand for."""

_ACRONYM = re.compile(r"[A-ZĐ]{2,4}(?![\w&/-])")
# "TP" before the subject of a division is its head (trưởng phòng).
_DIVISION = re.compile(
    r"(?:VHXH|VH-XH|TCKH|QLĐT|TNMT|GDĐT|GD&ĐT|Tư pháp|Kinh tế|Nội vụ|Tài chính|Tài nguyên|Giáo dục|"
    r"Y tế|Văn hóa|Văn hoá|Lao động|Nông nghiệp|Quản lý|Thanh tra|Tổ chức|Dân tộc)\b"
)
_ASSEMBLY = re.compile(r"(?:HĐND|UBND|UBMTTQ|MTTQ|ĐU|Đảng|BCĐ|BCH)")
# Words of two capitals after "TT" that name a body, not a town.
_BODIES = wordset(
    "y văn hội đảng thông thương hành giáo dịch phục giới tư kiểm phát khuyến ủy uỷ bảo đào dạy mặt"
)
_TITLE_CASE = re.compile(rf"[{UPPER}][^\W\d_]+(?:\s+[{UPPER}][^\W\d_]+)*")
_PERSON = wordset("c chí ông bà anh chị bác cô chú em thầy cháu")
_METRES = 3  # digits after the post
_HIGHEST_WARD = 40  # wards and urban districts are numbered below this; rooms above
_DOCUMENT = re.compile(
    r"\b(?:nghị định|quyết định|nghị quyết|thông tư|luật|chỉ thị|kế hoạch|công văn|thông báo|hướng dẫn|"
    r"tờ trình|báo cáo|hợp đồng|giấy mời|biên bản) số\Z"
)
_MACHINES = wordset(" ".join(load("evidence")["varieties"]))
_QUARTERS = wordset("1 2 3 4")
_DEPUTY = re.compile(r"(?:CT|BT|GĐ|HT|CN|TB)(?!\w)")  # P.CT: phó chủ tịch
_BODY = re.compile(r"[A-ZĐ&]{3,}(?![^\W_])")
_ROADS = {
    "QL": "quốc lộ",
    "TL": "tỉnh lộ",
    "HL": "hương lộ",
    "ĐT": "đường tỉnh",
    "ĐH": "đường huyện",
    "ĐX": "đường xã",
    "CT": "cao tốc",
}


def _prefix(context: Context, m: re.Match[str]) -> Saying | None:
    """P. Tân Phong, Q.1, TP.HCM: the meaning of the letter depends on the next word."""
    letter, rest = m["name"], context.rest(m.end())
    follows = rest.lower()
    if letter in ("P", "p") and (follows.startswith(_OFFICES) or _DEPUTY.match(rest)):
        return Saying(end=m.end(), words="phó")
    if letter in ("P", "p") and (
        follows.startswith(_DIVISIONS) or context.cue(m.start()) in ("trưởng", "phó")
    ):
        return Saying(end=m.end(), words="phòng")
    if letter in ("Đ", "đ") and re.match(r"\d{1,2}/\d{1,2}(?![\d/])", rest):  # Đ. 30/4
        return Saying(end=m.end(), words="đường")
    number = re.match(r"\d{1,4}(?!\d)", rest)
    if number:
        return _numbered(context, m, int(number[0]))
    if letter == "TT" and _ASSEMBLY.match(rest):
        return Saying(end=m.end(), words="thường trực")
    acronym = _ACRONYM.match(rest)
    place = _initials(context, acronym[0], letter) if acronym else None
    if acronym and place:
        return Saying(end=m.end() + acronym.end(), words=f"{PREFIXES[letter]} {place}")
    if letter == "TT" and _BODY.match(rest):  # TT.VHTT: a body, not a town
        return Saying(end=m.end(), words="trung tâm")
    if letter == "P" and _BODY.match(rest) and not place:  # P.CSGT: a department, no ward
        return Saying(end=m.end(), words="phòng")
    if letter in ("TP", "Tp") and _DIVISION.match(rest):
        return Saying(end=m.end(), words="trưởng phòng")
    name = _TITLE_CASE.match(rest)
    if name is None:
        if letter == "Q":
            return Saying(end=m.end(), words="quy", confidence=0.3, flag="reading.flag_letter")
        return None
    return _named(context, m, name[0])


def _initials(context: Context, letters: str, before: str) -> str | None:
    """TP.HCM anywhere; TP.LC where the station's own province is Lai Châu."""
    if before.upper() == "TP" and letters in CITIES:
        return CITIES[letters]
    home = initials(context.names).get(letters) if context.names else None
    return home.name if home and before.lower().replace(".", "") in home.cues else None


def _home(context: Context, m: re.Match[str]) -> Saying | None:
    """UBND phường TP, tỉnh LC: the station's own ward or province by its initials."""
    home = initials(context.names).get(m.group()) if context.names else None
    cue = context.cue(m.start())
    beside = context.text[m.start() - 1 : m.start()] in (" ", ".")
    if home and beside and cue in home.cues:
        return Saying(end=m.end(), words=home.name)
    town = m.group() == "TP" and not re.match(r"\.?\s?[A-ZĐ]", context.rest(m.end()))
    if beside and ((cue == "tỉnh" and len(m.group()) == 2) or (cue in ("phường", "xã") and town)):
        return Saying(end=m.end(), words=spell(m.group()), confidence=0.4, flag="reading.flag_letter")
    return None


def _town(context: Context, m: re.Match[str]) -> Saying | None:
    """TT Sìn Hồ without a dot: a town has a name of two words; a body or a person has another."""
    if m["first"].lower() in _BODIES:
        return None
    return Saying(end=m.start("first"), words="thị trấn", confidence=0.7)


def _numbered(context: Context, m: re.Match[str], number: int) -> Saying | None:
    letter = m["name"]
    if context.cue(m.start()) == "biển":  # biển P.127 of the road
        return None
    if letter in ("P", "p"):
        kind = "phường" if number < _HIGHEST_WARD else "phòng"
        if kind == "phường" and context.cue(m.start()) in _GONE_TO and not _MORE.match(context.rest(m.end())):
            return Saying(end=m.end(), words=kind, confidence=0.4, flag="reading.flag_letter")
        return Saying(end=m.end(), words="" if context.cue(m.start()) == kind else kind)
    if letter in ("Q", "q", "F") and number < _HIGHEST_WARD:
        return Saying(end=m.end(), words=PREFIXES[letter])
    return Saying(end=m.end(), words="khu phố") if letter in ("KP", "Kp") else None


_TOLD = wordset("nghị mời gửi gặp giao cầu báo nhờ cho do")
_CONTACTED = (
    "liên hệ",
    "lh",
    "liên lạc",
    "gọi",
    "hỏi",
    "thấy",
    "xin phép",
    "nghe",
    "theo",
    "là",
    "đ/c",
    "nhắn",
    "kèm",
)
_GONE_TO = wordset("đến tới tại ở vào lên về qua gặp")  # đến P.3: a ward or a room
_MORE = re.compile(r"\d+,? ?(?:[QHTĐ]\.?|TP|quận|huyện|thành phố|tỉnh|đường)(?![a-zđ])")


def _named(context: Context, m: re.Match[str], name: str) -> Saying | None:
    letter = m["name"]
    if letter in ("Đ", "đ") and " " not in name and "lưu" in context.before(m.start(), 8):
        return None
    known = name.lower().startswith(_DISTRICTS) or (" " in name and not name.split()[-1].isupper())
    person = context.cue(m.start()) in _PERSON
    told = context.cue(m.start()) in _TOLD or context.precedes(m.start()).endswith(_CONTACTED)
    if letter == "P" and not known and told:  # Đề nghị P. Lan
        return Saying(end=m.end(), words=spell(letter), confidence=0.4, flag="reading.flag_letter")
    if letter in ("Q", "q") and (person or not known):
        return Saying(end=m.end(), words="quy", confidence=0.3, flag="reading.flag_letter")
    if (person and letter in ("P", "H", "T", "X", "Đ")) or (letter == "T" and not known):  # T.Trực
        return Saying(end=m.end(), words=spell(letter), confidence=0.4, flag="reading.flag_letter")
    if len(letter) == 1 and not known and " " not in name and not _in_address(context, m):  # Gửi X. Lan
        return Saying(end=m.end(), words=PREFIXES[letter], confidence=0.4, flag="reading.flag_letter")
    return Saying(end=m.end(), words=PREFIXES[letter])


def _in_address(context: Context, m: re.Match[str]) -> bool:
    """True if another part of an address stands before or behind, so that one word is a place."""
    last = context.last()
    beside = last is not None and last.rule.startswith("address")
    numbered = context.head(m.start()).rstrip(" ,")[-1:].isdecimal()
    return beside or numbered or _PLACED.search(context.rest(m.end())) is not None


_PLACED = re.compile(r"\A[^\s,]+,? \(?(?:[PQHTX]\.|TP|TX|[Pp]hường|[Qq]uận|[Hh]uyện|[Tt]ỉnh|[Tt]hành phố)")


def _short(context: Context, m: re.Match[str]) -> Saying | None:
    """P5, Q3: only beside another part of an address."""
    last = context.last()
    beside = last is not None and last.rule.startswith("address")
    if m["name"] == "P" and len(m["n"]) == 3:
        return Saying(end=m.end(), words=f"phòng {numerals.count(m['n'])}", confidence=0.8)
    if not beside and m["name"] == "Q" and m["n"] in _QUARTERS and "," not in context.follows(m.end())[:1]:
        words_ = f"quý {numerals.cardinal(int(m['n']))}"
        return Saying(end=m.end(), words=words_, confidence=0.4, flag="reading.flag_letter")
    if not (beside or re.match(r",\s*(?:Q\.?\s?\d|[Qq]uận|TP|Q\.|P\.)", context.rest(m.end()))):
        return None
    return Saying(end=m.end(), words=f"{PREFIXES[m['name']]} {numerals.cardinal(int(m['n']))}")


def _road(context: Context, m: re.Match[str]) -> Saying | None:
    """QL4D, TL 127, ĐT.135, QL.32C."""
    name, number = m["road"], m["n"]
    if context.cue(m.start()) in _MACHINES:  # máy bơm HL 980-9
        return None
    if name == "CT" and context.cue(m.start()) == "tốc":
        return Saying(end=m.end(), words=f"xê tê {numerals.digits(number)}")
    if name == "CT":  # a form, such as CT01 of residence
        return None
    if name == "ĐT" and (":" in m["gap"] or len(number) > 3):
        return None
    letter = f" {spell(m['letter'])}" if m["letter"] else ""
    kind = _ROADS[name]
    said_before = context.cue(m.start()) == kind.split()[0]  # đường ĐT.741
    return Saying(
        end=m.end(),
        words=f"{kind.split()[1] if said_before else kind} {numerals.cardinal(int(number))}{letter}",
    )


def _post(context: Context, m: re.Match[str]) -> Saying | None:
    if m.group().startswith("KM") and context.cue(m.start()) in _MACHINES:  # sắn KM94
        return None
    words_ = f"ki lô mét {numerals.cardinal(int(m['km'] or m['k']))}"
    metres = m["m"] or m["at"]
    if metres:
        words_ += f" cộng {numerals.count(metres.lstrip('0') or '0')}"
        if len(metres) > _METRES:  # a post stands at each thousand
            return Saying(end=m.end(), words=words_, confidence=0.4, flag="reading.flag_code")
    return Saying(end=m.end(), words=words_)


def _house(context: Context, m: re.Match[str]) -> Saying | None:
    """12A/3/5 after số, ngõ, hẻm: the slash is "trên"."""
    if context.cue(m.start()) not in ("số", "ngõ", "ngách", "hẻm", "kiệt", "nhà", "đường", "sn"):
        return None
    if _DOCUMENT.search(context.precedes(m.start())) and re.search(r"/(?:19|20)\d\d\Z", m.group()):
        return None
    if re.fullmatch(r"\d+M[23]", m.group()):  # nhà 50M2
        return None
    parts = m.group().split("/")
    said = [_house_part(part) for part in parts]
    return Saying(end=m.end(), words=" trên ".join(said))


def _house_part(part: str) -> str:
    match = re.match(r"(\d+)([A-ZĐa-z]?)(\d*)", part)
    if match is None:
        return spell(part)
    pieces = [numerals.count(match[1]), spell(match[2]), numerals.count(match[3]) if match[3] else ""]
    return " ".join(piece for piece in pieces if piece)


RULES = (
    Rule(
        name="address.home",
        starts="u",
        pattern=_ACRONYM,
        say=_home,
        example=("tỉnh LC", "tỉnh lờ xê"),
    ),
    Rule(
        name="address.road",
        starts="u",
        pattern=re.compile(
            r"(?P<road>QL|TL|HL|ĐT|ĐH|ĐX|CT)(?P<gap>[.\s]?)(?P<n>\d{1,3})(?P<letter>[A-ZĐ]?)(?![\w/]|[.,]\d)"
        ),
        say=_road,
        example=("QL4D", "quốc lộ bốn dê"),
    ),
    Rule(
        name="address",
        starts="lu",
        pattern=re.compile(rf"(?P<name>{either(list(PREFIXES))})\.\s?(?=\w)"),
        say=_prefix,
        example=("P.5, Q.10, TP.HCM", "phường năm, quận mười, thành phố hồ chí minh"),
    ),
    Rule(
        name="address.city",
        starts="lu",
        pattern=re.compile(r"(?P<name>TP|Tp|tp|TX|Tx|tx|T\.P|T\.X)\.?\s(?=[A-ZĐ])"),
        say=_prefix,
        example=("TP Lai Châu", "thành phố lai châu"),
    ),
    Rule(
        name="address.town",
        starts="u",
        pattern=re.compile(
            rf"TT\s(?P<first>[{UPPER}][^\W\d_{UPPER}]+)\s[{UPPER}][^\W\d_{UPPER}]*(?!\w|\s[{UPPER}]|-)"
        ),
        say=_town,
        example=("TT Sìn Hồ", "thị trấn sìn hồ"),
    ),
    Rule(
        name="address.short",
        starts="u",
        pattern=re.compile(r"(?P<name>[PQ])(?P<n>\d{1,3})(?![\w/]|\.\d)"),
        say=_short,
        example=("P5, Q3, TP.HCM", "phường năm, quận ba, thành phố hồ chí minh"),
    ),
    Rule(
        name="address.post",
        starts="lu",
        pattern=re.compile(
            r"(?:[Kk][Mm]\s?(?P<km>\d{1,4})(?:\s?\+\s?(?P<m>\d{1,4}))?|K(?P<k>\d{1,4})\+(?P<at>\d{1,4}))(?![\w.,]*\d)"
        ),
        say=_post,
        example=("Km25+300", "ki lô mét hai mươi lăm cộng ba trăm"),
    ),
    Rule(
        name="address.house",
        starts="d",
        pattern=re.compile(
            r"(?:\d{1,4}[A-ZĐ]\d{0,2}|\d{1,6})(?:/(?:\d{1,4}[A-ZĐa-z]\d{0,2}|\d{1,6})){1,20}(?![\w/-])"
            r"|\d{1,4}(?:[A-IK-UXYĐ]\d{0,2}|[a-d])(?![\w/])"  # V and W are units: đèn đường 80W
        ),
        say=_house,
        example=("số 12/3 Trần Phú", "số mười hai trên ba trần phú"),
    ),
)
