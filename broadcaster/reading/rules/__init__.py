"""The rules, one class of writing in each file, in the order in which they are tried."""

from functools import cache

from broadcaster.reading.context import Rule
from broadcaster.reading.rules.codes import documents, phones, plates, web
from broadcaster.reading.rules.names import abbreviations, addresses, foreign, roman, titles, words
from broadcaster.reading.rules.numbers import amounts, arithmetic, bearings, ratios, separated, shorthand
from broadcaster.reading.rules.signs import (
    blanks,
    hyphens,
    listmarks,
    lookalikes,
    marks,
    markup,
    per,
    signoff,
    slips,
)
from broadcaster.reading.rules.times import clock, dates, months, newsdates, weekdays

RULES: tuple[Rule, ...] = (
    *documents.BLANK,
    *markup.RULES,
    *blanks.RULES,
    *web.RULES,
    *signoff.RULES,
    *listmarks.RULES,
    *slips.RULES,
    *lookalikes.RULES,
    *plates.RULES,
    *documents.RULES,
    *phones.GROUPED,
    *marks.FOOTNOTES,
    *arithmetic.RULES,
    *bearings.RULES,
    *clock.RULES,
    *newsdates.RULES,
    *dates.RULES,
    *months.RULES,
    *weekdays.RULES,
    *separated.RULES,
    *phones.RULES,
    *titles.RULES,
    *addresses.RULES,
    *roman.RULES,
    *foreign.RULES,
    *ratios.RULES,
    *shorthand.RULES,
    *amounts.RULES,
    *abbreviations.RULES,
    *foreign.LETTERED,
    *words.RULES,
    *abbreviations.SPELLED,
    *per.RULES,
    *hyphens.RULES,
    *marks.RULES,
    *words.LAST[:1],
    *foreign.UNKNOWN,
    *words.LAST[1:],
)


@cache
def openers() -> dict[str, frozenset[str]]:
    """Plain words with which a rule begins, and the words that must follow; none where any or a blank may.

    Foreign names, Roman numerals in small letters, and days and months that were left blank.
    """
    alone = roman.SYLLABLES | {"a"}
    return {**foreign.openers(), **dict.fromkeys(alone, frozenset())}


BLANKED = frozenset(("ngày", "tháng"))
"""Plain words after which a blank may stand: plain if another word follows at once."""

__all__ = ["BLANKED", "RULES", "openers"]
