"""Who pays how much of an engagement: shares in percent, whole yen, one rule for what is left over.

Invariants:
- shares are whole percents and sum to 100; nobody pays a share that was not agreed.
- the parts of an amount sum to it exactly: what rounding leaves goes to the largest share, and of equal
  shares to the body with the smaller code.
- a settled month does not change any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.legal_forms import LegalForm, Payer

WHOLE = 100
DEAREST_DAY = 1_000_000
"""More yen a day than this is a slip of the pen: our own bound."""

NO_SHARES = Refusal(
    code="talent.shares.none", message=N_("Write what part each body pays, in whole percents.")
)
NOT_WHOLE = Refusal(
    code="talent.shares.sum", message=N_("The shares come to %(sum)d %%. Together they must be 100 %%.")
)
NOT_PAYER = Refusal(
    code="talent.shares.payer",
    message=N_("Only the town, the home body and the employer of this engagement can pay a share."),
)
WRONG_RATE = Refusal(
    code="talent.shares.rate", message=N_("Write the cost of one day in whole yen, from 0 to 1,000,000.")
)
SETTLED = Refusal(
    code="talent.settlement.settled",
    message=N_("This month is settled, so it does not change any more. Tell the coordinator what is wrong."),
)
NOT_OVER = Refusal(
    code="talent.settlement.not-over",
    message=N_("This month is not over yet. It can be settled from the first day of the next."),
)
NOT_THEN = Refusal(
    code="talent.settlement.not-then", message=N_("The engagement did not run in this month. Choose another.")
)


def first_shares(form: LegalForm, *, host: str, home: str) -> Mapping[str, int]:
    """What the legal form says of itself; nothing where the bodies have to agree. Keys: codes of bodies."""
    if Payer.AGREED in form.pays:
        return {}
    if Payer.HOST in form.pays:
        return {host: WHOLE}
    return {home: WHOLE} if home else {host: WHOLE}


def refuse_shares(
    shares: Mapping[str, int], *, payers: frozenset[str], day_rate: int | None
) -> Refusal | None:
    if day_rate is None or not 0 <= day_rate <= DEAREST_DAY:
        return WRONG_RATE
    if not shares or any(one < 0 for one in shares.values()):
        return NO_SHARES
    if set(shares) - payers:
        return NOT_PAYER
    total = sum(shares.values())
    return (
        None
        if total == WHOLE
        else Refusal(code=NOT_WHOLE.code, message=NOT_WHOLE.message, params={"sum": total})
    )


def days_of(hours: Decimal, *, day: Decimal) -> Decimal:
    """Working days in hundredths; `day`: hours of one working day as agreed."""
    return (hours / day).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def amount_of(hours: Decimal, *, day: Decimal, day_rate: int) -> int:
    """Whole yen, what is below one yen dropped."""
    return int((hours * day_rate / day).to_integral_value(rounding=ROUND_DOWN))


def parted(amount: int, shares: Mapping[str, int]) -> Mapping[str, int]:
    """`amount` by shares. ValueError unless they sum to 100."""
    if sum(shares.values()) != WHOLE:
        raise ValueError(f"shares — 100 together — {sum(shares.values())}")
    parts = {body: amount * share // WHOLE for body, share in shares.items()}
    first = min(shares, key=lambda body: (-shares[body], body))
    parts[first] += amount - sum(parts.values())
    return parts


def refuse_settle(month: date, *, period: tuple[date, date], today: date, settled: bool) -> Refusal | None:
    """`month`: its first day; `period`: from the first day of the engagement to its last, as it came."""
    if settled:
        return SETTLED
    since, until = period
    if not since.replace(day=1) <= month <= until:
        return NOT_THEN
    over = (today.year, today.month) > (month.year, month.month) or until < today
    return None if over else NOT_OVER
