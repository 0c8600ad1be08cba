"""The one rounding: half up to two decimals, of figures that were added up exactly."""

from decimal import ROUND_HALF_UP, Context, Decimal

# Thirds have no last digit: 0.67/3 x 4.5 is 1.005, but comes out as 1.00499...9. Fifty digits are
# carried and the last of them dropped first, so that a tie is seen as a tie and goes up.
EXACT = Context(prec=50)
NOISE = Decimal(1).scaleb(-30)
TWO_PLACES = Decimal("0.01")
HALF_STEP = EXACT.add(TWO_PLACES / 2, NOISE / 2)
ZERO = Decimal(0)


def half_up(number: Decimal) -> Decimal:
    """``number`` to two decimals, as it is shown and tested."""
    clean = number.quantize(NOISE, context=EXACT)
    return clean.quantize(TWO_PLACES, rounding=ROUND_HALF_UP, context=EXACT)


def least_exact(rounded: Decimal) -> Decimal:
    """The least number of which ``half_up`` makes ``rounded``, which has two decimals."""
    return EXACT.subtract(rounded, HALF_STEP)
