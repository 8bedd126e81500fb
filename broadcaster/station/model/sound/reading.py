"""How the ward's people are used to hear numbers and signs, and where they live."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the station stands; helps to read local names and abbreviations."""

    ward: Annotated[str | None, Key(example="phường …")] = None
    province: Annotated[str | None, Key(example="tỉnh …")] = None


class CodeStyle(StrEnum):
    """How the sign of a document is said: 122/QĐ-UBND."""

    EXPAND = "expand"  # một trăm hai mươi hai quyết định ủy ban nhân dân
    SHORT = "short"  # một trăm hai mươi hai
    LETTERS = "letters"  # một trăm hai mươi hai quy đê u bê nờ dê


class YearStyle(StrEnum):
    """How a year from 2000 on is said."""

    FULL = "full"  # hai nghìn không trăm hai mươi lăm
    SHORT = "short"  # hai nghìn hai mươi lăm


class Thousand(StrEnum):
    """The word for 1 000: the first in the north, the second in the south."""

    NORTH = "nghìn"
    SOUTH = "ngàn"


class Odd(StrEnum):
    """The word before the unit of 105: the first in the north, the second in the south."""

    NORTH = "linh"
    SOUTH = "lẻ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the ward's people are used to hear numbers and signs. YAML: reading."""

    codes: CodeStyle = CodeStyle.EXPAND
    years: YearStyle = YearStyle.FULL
    thousand: Thousand = Thousand.NORTH
    odd: Odd = Odd.NORTH
