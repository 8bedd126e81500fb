"""Text that no other rule has matched: plain words, single letters, other scripts, mixtures."""

from __future__ import annotations

import re

from broadcaster.core.text.syllables import misplaced, mistyped, speakable
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.reading.spelling import NAMES, UPPER, respell, spell
from broadcaster.reading.wordlists import load, wordset

_PERSONS = wordset("anh chị ông bà em cháu chú cô bác thầy cụ gặp chí c lh hệ tên bé dì cậu")
_WORDY = 4  # fewer capitals between numbers are spelled, even if they are a word
_VARIETIES = wordset(" ".join(load("evidence")["varieties"]))
LOWER = r"(?=[^\W\d_])(?![" + UPPER + r"])"
_OTHER = re.compile(r"[^A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


# Among small letters, an acronym that looks like a syllable; Roman figures are read elsewhere.
_ACRONYM = re.compile(r"(?![IVX]+\Z)[A-ZĐ]{2,3}")


def _plain(context: Context, m: re.Match[str]) -> Saying | None:
    text = m.group().rstrip("²³")  # the mark of a footnote
    lower = text.lower()
    if not speakable(lower) or (text != m.group() and len(text) < _WORDY):
        return None
    if _ACRONYM.fullmatch(text) and not context.in_capitals(m.start(), m.end()):
        alone = context.text.strip(" \t\n.,;:!?\"'()") == text
        if not alone and context.cue(m.start()) in _VARIETIES:  # lúa OM 5451
            return Saying(end=m.end(), words=spell(text), rule="letters")
        if not alone:
            return Saying(end=m.end(), words=spell(text), confidence=0.4, flag="reading.flag_choice")
    if misplaced(lower):
        return Saying(end=m.end(), words=lower, confidence=0.3, flag="reading.flag_mojibake")
    if text == lower and mistyped(lower):
        return Saying(end=m.end(), words=lower, confidence=0.3, flag="reading.flag_unsure")
    return Saying(end=m.end(), words=lower, rule="words")


def _letter(_: Context, m: re.Match[str]) -> Saying | None:
    letter = m.group()
    if letter.lower() not in NAMES:
        return None
    return Saying(end=m.end(), words=spell(letter), rule="letters")


def _mixed_digits(_: Context, m: re.Match[str]) -> Saying:
    """4A5, 12B, 7Q2: numbers and letters in turn."""
    parts = re.findall(r"\d+|[^\W\d_]+", m.group())
    words = []
    for part in parts:
        if part.isdecimal():
            words.append(numerals.count(part))
        else:
            word = speakable(part.lower()) and len(part) > 1 and not (part.isupper() and len(part) < _WORDY)
            words.append(part.lower() if word else spell(part))
    doubtful = len(parts) > 3 or any(len(part) > 2 and not part.isdecimal() for part in parts)
    flag = "reading.flag_code" if doubtful else None
    return Saying(
        end=m.end(), words=" ".join(words), rule="letters", confidence=0.3 if flag else 0.9, flag=flag
    )


def _scripts(_: Context, m: re.Match[str]) -> Saying:
    """Letters of another script are silent; those that look like Latin ones are that (see plain_text.py)."""
    text = m.group()
    latin = _OTHER.sub("", text)
    if not latin:
        return Saying(end=m.end(), words="", confidence=0.1, flag="reading.flag_script")
    words = spell(text) if text.isupper() else respell(latin)
    return Saying(end=m.end(), words=words, confidence=0.2, flag="reading.flag_mixed_script")


def _odd_number(_: Context, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words="", confidence=0.1, flag="reading.flag_script")


def _initial(context: Context, m: re.Match[str]) -> Saying | None:
    """An initial before a name; its full stop does not end the sentence."""
    follows = context.rest(m.end()).lstrip()[:1]
    office = m["letter"] == "P" and context.cue(m.start()) in ("chí", "c")
    if office and follows.islower():  # Đ/c P. sẽ …: a name, or a deputy whose office is lost
        return Saying(end=m.end(), words=spell(m["letter"]), confidence=0.4, flag="reading.flag_letter")
    if follows in "(," or follows.islower():
        return Saying(end=m.end(), words=spell(m["letter"]), rule="letters", confidence=0.8)
    before = re.search(r"(\w+)\W*\Z", context.head(m.start()))
    if before is None or before[1].lower() not in _PERSONS:
        return None
    return Saying(end=m.end(), words=spell(m["letter"]), rule="letters", confidence=0.8)


def _dotted(context: Context, m: re.Match[str]) -> Saying:
    """U.B.N.D is UBND; the initials of a person are spelled."""
    if context.cue(m.start()) in _PERSONS:
        return Saying(end=m.end(), words=spell(m.group()), rule="letters", confidence=0.8)
    options = ABBREVIATIONS.get(m.group().replace(".", ""), ())
    if len(options) == 1 and m.group().count(".") > 1 and len(options[0].say) > _WORDY:
        return Saying(end=m.end(), words=options[0].say, rule="abbreviation", confidence=0.8)
    return Saying(end=m.end(), words=spell(m.group()), confidence=0.4, flag="reading.flag_acronym")


RULES = (
    Rule(
        name="words",
        starts="lu",
        pattern=re.compile(r"(?:[Nn]°|No\.)\s?(?=\d)"),
        say=lambda _, m: Saying(end=m.end(), words="số", rule="abbreviation"),
        example=("N° 5", "số năm"),
    ),
    Rule(
        name="letters.initials",
        starts="u",
        pattern=re.compile(r"(?:(?:[A-ZĐ]\.){2,8}(?:[A-ZĐ](?![\w.]))?|[A-ZĐ]\.[A-ZĐ](?![\w.]))(?!\w)"),
        say=_dotted,
        example=("cháu N.V.A. (8 tuổi)", "cháu nờ vê a, tám tuổi"),
    ),
    Rule(
        name="letters.initial",
        starts="u",
        pattern=re.compile(rf"(?P<letter>[A-ZĐ])\.(?=\s?(?:[{UPPER}][^\W\d_A-ZĐ]|[(,])|\s{LOWER})"),
        say=_initial,
        example=("gặp A. Hùng", "gặp a hùng"),
    ),
    Rule(
        name="letters",
        starts="d",
        pattern=re.compile(r"\d+(?:[^\W\d_]+\d*)+"),
        say=_mixed_digits,
        example=("lớp 4A5", "lớp bốn a năm"),
    ),
    Rule(
        name="words",
        starts="lu",
        pattern=re.compile(r"[^\W\d_]+"),
        say=_plain,
        example=("Kính thưa bà con", "kính thưa bà con"),
    ),
)


LAST = (
    Rule(
        name="letters",
        starts="lu",
        pattern=re.compile(r"[^\W\d_](?![^\W\d_])"),
        say=_letter,
        example=("gan B", "gan bê"),
    ),
    Rule(
        name="script",
        starts="lu",
        pattern=re.compile(r"[^\W\d_]+"),
        say=_scripts,
        example=("hàng 中国", "hàng"),
    ),
    Rule(
        name="script",
        starts="s",
        pattern=re.compile(r"[^\W_]+"),
        say=_odd_number,
        example=("mục ௧", "mục"),
    ),
)
