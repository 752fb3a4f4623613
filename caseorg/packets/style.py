"""Sizes and margins of our papers, in regular and in large print."""

from __future__ import annotations

from dataclasses import dataclass, replace

INCH = 72.0
PAPER = (8.5 * INCH, 11 * INCH)
LANDSCAPE = (11 * INCH, 8.5 * INCH)

# A single left window envelope (#10, window 4.5 x 1.125 in), folded in three. Distances from the top edge of the paper.
# Pushed to the top of the envelope, the page shows nothing above 2.50 in; pushed to its foot, nothing below 3.40.
ADDRESS_ENDS = 3.35 * INCH
ADDRESS_WIDTH = 3.25 * INCH
ADDRESS_SIZE, ADDRESS_LEADING = 11.0, 12.0
ADDRESS_LINES = 5
QUIET_FROM = 2.05 * INCH
FOLDS = (3.90 * INCH, 7.80 * INCH)
FOLD_MARK = 0.2 * INCH
TEXT_BELOW_ADDRESS = 3.95 * INCH
TEXT_WITHOUT_ADDRESS = 2.2 * INCH
LETTERHEAD_LINES = 5
SENDER_WIDTH = 4.2 * INCH
SENDER_LINES = 6
"""So many lines of the sender, with those that wrapped, end above the quiet zone."""

# An exhibit: its pages at 94%, so that the foot of the sheet stays clear for the stamp.
EXHIBIT_SCALE = 0.94
TAB_WIDTH, TAB_HEIGHT, TAB_PLACES = 0.3 * INCH, 1.0 * INCH, 8
TAB_FIRST = 1.25 * INCH
FOOT = 0.5 * INCH


@dataclass(frozen=True)
class Style:
    """The sizes of one print, in points; distances are measured from the edge of the paper."""

    name: str
    body: float
    leading: float
    small: float
    gap: float
    headings: tuple[float, float]
    side: float
    top: float
    bottom: float
    footer: float
    rule: float
    table_rule: float
    box: float
    write_line: float
    is_large: bool = False

    def line(self, size: float) -> float:
        """Return the distance between lines of text of `size`."""
        return self.leading * size / self.body if size > self.body else self.leading


REGULAR = Style(
    name="regular",
    body=11,
    leading=14.5,
    small=9.5,
    gap=7.25,
    headings=(14, 12),
    side=1.0 * INCH,
    top=0.75 * INCH,
    bottom=0.8 * INCH,
    footer=9,
    rule=0.75,
    table_rule=0.5,
    box=8.5,
    write_line=0.35 * INCH,
)
# What may give way, in this order, so that a letter stays on one page. The text never goes under 11 points.
TIGHT = replace(REGULAR, leading=13.5, gap=6)
TIGHT_AND_WIDE = replace(TIGHT, side=0.9 * INCH, gap=5)

LARGE = replace(
    REGULAR,
    name="large",
    body=18,
    leading=24,
    small=18,
    gap=24,
    headings=(22, 20),
    top=1.0 * INCH,
    bottom=1.0 * INCH,
    footer=18,
    rule=1.0,
    table_rule=1.0,
    box=14,
    write_line=0.5 * INCH,
    is_large=True,
)

# Faxes lose thin strokes and small letters.
FAX = replace(
    REGULAR, name="fax", body=12, leading=16, small=12, gap=9, rule=1.0, table_rule=1.0, footer=12, headings=(28, 12)
)
