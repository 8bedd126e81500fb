"""Whether a word is one Vietnamese syllable that a voice can speak."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from broadcaster.core.text.forms import nfc, nfd

_TONES = {"\u0300": "`", "\u0301": "'", "\u0303": "~", "\u0309": "?", "\u0323": "."}
_FLAT = str.maketrans("ăâêôơưđ", "aaeooud")
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_OPEN = (
    "a ai ao au ay âu ây â e eo ê êu i ia iu iêu y yêu ya o oi ô ôi ơ ơi u ua ui uôi uôu ư ưa ưi ưu ươi ươu "
    "oa oai oao oay oe oeo uê uêu uơ uy uya uyu uây uâ ui uôi ươ uô iê"
)
_NASAL = (
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh êng im in inh ing iêm iên iêng yêm yên yêng "
    "om on ong oong ôm ôn ông ôông ơm ơn ơng um un ung uôm uôn uông ưm ưn ưng ươm ươn ương "
    "oam oan oang oanh oăm oăn oăng oen oem oeng uân uâng uên uênh uyên uyn uynh uym uơn"
)
_STOP = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt êc ich ip it ic iêc iêp iêt yêt oc ooc op ot ôc "
    "ôôc ôp ôt "
    "ơp ơt ơc uc up ut uôc uôp uôt ưc ưt ưp ươc ươp ươt oac oach oat oap oăc oăt oăp oet oep oec uât "
    "uâc uêch uêt "
    "uych uyt uyp uyêt ak ăk âk ek êk ik ok ôk ơk uk ưk iêk oak oăk uôk"
)
_BETWEEN = re.compile(r"[\s,.-]+")  # what may separate the syllables of a reading
_TONELESS_STOP = re.compile(r"[ptc]h?$")


def _shapes() -> frozenset[str]:
    rhymes = f"{_OPEN} {_NASAL} {_STOP}".split()
    made = set(rhymes)
    for onset in _ONSETS.split():
        made.update(onset + rhyme for rhyme in rhymes)
    # "gi" and a rhyme with i share one i: gì, gìn, giêng.
    made.update({"gi", "gin", "gip", "git", "gich", "gim"})
    made.update("g" + rhyme for rhyme in rhymes if rhyme.startswith("iê"))
    # After "qu", y may be written for i: quỳnh, quýt.
    made.update({"quynh", "quyn", "quych", "quyt"})
    return frozenset(made)


_SHAPES = _shapes()
_ENDINGS = {
    "a": "iouy",
    "â": "uy",
    "e": "o",
    "ê": "u",
    "i": "u",
    "o": "i",
    "ô": "i",
    "ơ": "i",
    "u": "i",
    "ư": "iu",
}
_FALLING = frozenset(first + last for first, lasts in _ENDINGS.items() for last in lasts)


@lru_cache(maxsize=65536)
def speakable(word: str) -> bool:
    """True if the lower-case NFC `word` is one syllable, its tone mark on whichever vowel."""
    if word.isascii():
        return word in _SHAPES and not _TONELESS_STOP.search(word)
    base, tones = split_tone(word)
    if len(tones) > 1 or base not in _SHAPES:
        return False
    return not _TONELESS_STOP.search(base) or tones in ("'", ".")


_NO_ONSET = re.compile(
    r"ngy|p(?!h)(?=.{3})|ng(?=[eêi])|n?gh(?![eêi])|c(?=[eêi])|k(?=[ăâôơ])"
    r"|.+(?:(?<!ư)ơng|(?<!ư)ơc|(?<![iy])êng|(?<![iy])êc|[ăâ]|ươ|uô|iê)\Z"
)


# All words that begin with a vowel and bear a mark: any other is the end of one that a space cut (đư ợc).
_BARE = (
    "á à ả ã ạ ái ải ào áo ảo ạo ác ách ạch án ản ảnh ánh áp áy ám ảm át ạt ạc ăn ẵm ắc ắp ắt ăm ẳng ắng "
    "ăng ằng ặc âm ấm ẩm ầm ậm ân ấn ẩn ấp ập âu ấu ẩu ấy ầy ấc é è ẻ ẽ ẹ ém ẻm ép ẹp éc ẻo èo ẽo ẹo éo "
    "ê ế ề ể ệ êm ếm ếch ềnh ễnh í ì ỉ ị ích ịch ít ịt ỉu ìu ỉm ó ò ỏ ọ óc ọc ói ỏi òn ỏn óp ọp ót ọt "
    "óng òng ỏng oán oản oách oạch oàng oằn oăng oắt oặt oải oái oẻ oẹ oét ô ố ồ ổ ộ ốc ộc ôi ối ổi ồi "
    "ôm ốm ôn ồn ổn ông ống ổng ộp ốp ốt ột ơ ớ ờ ở ợ ơi ời ơn ớn ờn ởn ớt ú ù ủ ụ úc ục úi ủi ùi ụt út "
    "ủn ụn ủng úng ùng ụp úp úa uốn uống uổng uất uẩn uể uế uỳnh uỵch uých uýnh úy ủy uỷ uý ư ứ ừ ử ự ức "
    "ực ưa ứa ưng ứng ửng ừng ưu ước ướt ươm ướm ươn ưỡn ương ướp ừm ý ỳ ỷ ỵ yêu yếu yểu yên yến yếm yểm "
    "yết yểng úm ỉa ùa ủa ùm oạp oàm ừa"
)
_WITHOUT_ONSET = frozenset(_BARE.split())
_VOWELS = frozenset("aăâeêioôơuưy")


@lru_cache(maxsize=65536)
def odd_onset(word: str) -> bool:
    """True if no word but a name begins as the lower-case syllable does: ngyen, kông, ghau."""
    return _NO_ONSET.match(split_tone(word)[0]) is not None


@lru_cache(maxsize=65536)
def mistyped(word: str) -> bool:
    """True if the lower-case syllable is spelt as no word is, but for names: ngyễn, kông, (đư) ợc."""
    if word.isascii():
        return False
    base = split_tone(word)[0]
    if base[0] in _VOWELS:
        return word not in _WITHOUT_ONSET
    return _NO_ONSET.match(base) is not None


@lru_cache(maxsize=65536)
def misplaced(word: str) -> bool:
    """True if the tone of the lower-case `word` stands where nobody writes it: xaõ, Đoâng of another code.

    The second vowel of a falling pair (ai, ao, âu, eo …) never bears the tone; "quí", "giú" are none.
    """
    if word.isascii() or word.startswith(("qu", "gi")):
        return False
    base, tones = split_tone(word)
    falling = len(tones) == 1 and base[-2:] in _FALLING
    return falling and split_tone(word[-1])[1] != ""


def unspeakable(text: str) -> str | None:
    """The first word of a reading that no voice can speak; None if all words are syllables.

    Hyphens join the syllables of borrowed words ("bờ-lu-dôn"); commas and full stops are pauses. A text
    without a word is returned whole: it cannot be spoken either.
    """
    spoken = syllables(text)
    return next((word for word in spoken if not speakable(word)), None if spoken else text)


def syllables(text: str) -> list[str]:
    """The words of a reading in lower case, without what may separate them."""
    return [word for word in _BETWEEN.split(nfc(text).lower()) if word]


def split_tone(word: str) -> tuple[str, str]:
    """The lower-case word without its tone marks, and the marks as ` ' ~ ? and full stop."""
    letters, tones = [], []
    for letter in nfd(word):
        if letter in _TONES:
            tones.append(_TONES[letter])
        else:
            letters.append(letter)
    return nfc("".join(letters)), "".join(tones)


def toneless(word: str) -> str:
    """The plain Latin letters of a lower-case word: "đường" gives "duong"."""
    return split_tone(word)[0].translate(_FLAT)


@cache
def _marks() -> dict[str, str]:
    """Each syllable without marks → with the marks that make it a syllable: "tuong" gives "tương"."""
    ordered = sorted(_SHAPES, key=lambda shape: ("ươ" in shape, shape.isascii(), shape))
    return {shape.translate(_FLAT): shape for shape in ordered}


_ACUTE = dict(zip("aăâeêioôơuưy", "áắấéếíóốớúứý", strict=True))


def looks_toneless(word: str) -> bool:
    """True if the lower-case word would be a syllable with the right marks on it."""
    return word.isascii() and word in _marks()


def marked(word: str) -> str:
    """A lower-case syllable without marks as one that can be spoken, with the fewest marks added."""
    shape = _marks()[word]
    return next(form for form in (word, stopped(word), shape, stopped(shape)) if speakable(form))


def stopped(rhyme: str) -> str:
    """The rhyme with the sharp tone that a final stop needs, on its last vowel."""
    match = re.match(r"(.*)([aăâeêioôơuưy])([^aăâeêioôơuưy]*)\Z", rhyme)
    return match[1] + _ACUTE[match[2]] + match[3] if match else rhyme
