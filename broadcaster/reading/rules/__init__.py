"""The rules, one class of writing in each file, in the order in which they are tried."""

from broadcaster.reading.context import Rule
from broadcaster.reading.rules import (
    abbreviations,
    addresses,
    amounts,
    arithmetic,
    bearings,
    blanks,
    clock,
    codes,
    dates,
    foreign,
    listmarks,
    marks,
    markup,
    newsdates,
    phones,
    plates,
    ratios,
    roman,
    shorthand,
    signoff,
    slips,
    titles,
    web,
    words,
)

RULES: tuple[Rule, ...] = (
    *codes.BLANK,
    *markup.RULES,
    *blanks.RULES,
    *web.RULES,
    *signoff.RULES,
    *listmarks.RULES,
    *slips.RULES,
    *words.LOOKALIKES,
    *plates.RULES,
    *codes.RULES,
    *phones.GROUPED,
    *arithmetic.RULES,
    *bearings.RULES,
    *clock.RULES,
    *newsdates.RULES,
    *dates.RULES,
    *amounts.SPACED,
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
    *marks.RULES,
    *words.LAST[:1],
    *foreign.UNKNOWN,
    *words.LAST[1:],
)


def openers() -> frozenset[str]:
    """Plain words with which a rule begins: foreign ones, numerals, and those that a blank may follow."""
    return foreign.openers() | roman.SYLLABLES | {"ngày", "tháng"}


__all__ = ["RULES", "openers"]
