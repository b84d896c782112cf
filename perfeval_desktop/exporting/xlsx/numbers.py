"""How a figure prints in a worksheet: as the program prints it, also after somebody changed it.

A number format alone cannot drop needless zeros without leaving a lone point ("20."), nor round to
two decimals only what has more. So a cell has the format that prints its own number right, and
conditional formats for whatever number may come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.values import round_half_up

from ..tables import CellData

MOST_DIGITS = 15  # that a worksheet keeps of a number
LONGEST_FORMAT = 255


class Rule(NamedTuple):
    """A number format, and when it holds; `{cell}` stands for the cell."""

    condition: str
    number_format: str


@dataclass(frozen=True, slots=True)
class Look:
    """How the numbers of a cell are printed, whatever they are.

    Attributes:
        before, after: The fixed words around them.
    """

    before: str
    after: str
    decimals: int
    keeps_zeros: bool
    is_rate: bool

    @classmethod
    def of(cls, data: CellData) -> Look:
        """Return the look of a cell."""
        return cls(data.before, data.after, data.decimals, data.keeps_zeros, data.is_rate)

    @property
    def is_possible(self) -> bool:
        """Say whether number formats can say it."""
        words = self.before + self.after
        return "\n" not in words and len(self._whole(self._digits(self.decimals))) <= LONGEST_FORMAT

    def format_of(self, number: Decimal | None, *, words_are_own: bool) -> str:
        """Return the number format of a cell.

        Args:
            number: What stands there.
            words_are_own: A text there is without the fixed words: the format has to add them.
        """
        if self.keeps_zeros:
            digits = self._digits(self.decimals)
        elif self.is_rate:
            digits = self._digits(self._decimals_of(number))
        else:
            is_exact = number is None or round_half_up(number, self.decimals) == number
            digits = "General" if is_exact else self._digits(self._decimals_of(number))
        return self._whole(digits, words_are_own=words_are_own)

    def rules(self) -> Iterator[Rule]:
        """Yield how other numbers are printed; the first that holds counts."""
        if self.keeps_zeros:
            return
        places = self.decimals + 2 if self.is_rate else self.decimals
        yield Rule(f"ROUND({{cell}},{places})=0", self._whole(self._digits(0), is_unsigned=True))
        for decimals in range(self.decimals):
            fewer = decimals + 2 if self.is_rate else decimals
            condition = f"ROUND({{cell}},{places})=ROUND({{cell}},{fewer})"
            yield Rule(condition, self._whole(self._digits(decimals)))
        yield Rule("ISNUMBER({cell})", self._whole(self._digits(self.decimals)))

    def _decimals_of(self, number: Decimal | None) -> int:
        """Return how many decimals are printed of a number."""
        shown = (number or Decimal(0)) * (100 if self.is_rate else 1)
        rounded = round_half_up(shown, self.decimals)
        return next(
            each for each in range(self.decimals + 1) if round_half_up(rounded, each) == rounded
        )

    def _digits(self, decimals: int) -> str:
        return ("0." + "0" * decimals if decimals else "0") + ("%" if self.is_rate else "")

    def _whole(self, digits: str, *, words_are_own: bool = False, is_unsigned: bool = False) -> str:
        """Put the words around the digits, the minus sign between them."""
        if not (self.before or self.after or is_unsigned):
            return digits
        before, after = _literal(self.before), _literal(self.after)
        figure = f"{before}{digits}{after}"
        below = figure if is_unsigned else f"{before}-{digits}{after}"
        text = f"{before}@{after}" if words_are_own else "@"
        return ";".join((figure, below, figure, text))


def is_storable(number: Decimal, look: Look) -> bool:
    """Say whether a worksheet keeps every digit of a number that is printed."""
    shown = round_half_up(number * (100 if look.is_rate else 1), look.decimals)
    return len(shown.as_tuple().digits) <= MOST_DIGITS


def _literal(words: str) -> str:
    """Quote words of a number format: none of them is a code of it."""
    parts = words.split('"')
    return '\\"'.join(f'"{part}"' if part else "" for part in parts)
