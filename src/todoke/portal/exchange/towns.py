"""Which office may speak for which town: the verify keys the operator pinned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone

from todoke.core.envelope.keys import VerifyKey
from todoke.portal.catalogue.models import Town
from todoke.portal.exchange.models import FormerOfficeKey
from todoke.web.database import write


class OfficeKeys(Mapping[str, VerifyKey]):
    """Town code → pinned verify key, read when asked for: a new pin counts at once."""

    def __getitem__(self, town_code: str) -> VerifyKey:
        held = Town.objects.filter(code=town_code).values_list("office_verify_key", flat=True).first()
        if not held:
            raise KeyError(town_code)
        return VerifyKey(bytes(held))

    def __iter__(self) -> Iterator[str]:
        return iter(Town.objects.values_list("code", flat=True))

    def __len__(self) -> int:
        return Town.objects.count()


def pin_office(town_code: str, key: VerifyKey) -> bool:
    """Believe this key from now on, and keep the one before for reading; false for an unknown town."""
    with write():
        town = Town.objects.select_for_update().filter(code=town_code).first()
        if town is None:
            return False
        former = bytes(town.office_verify_key)
        if former and former != key.raw:
            FormerOfficeKey.objects.get_or_create(
                town_code=town_code, verify_key=former, defaults={"until": timezone.now()}
            )
        town.office_verify_key = key.raw
        town.save(update_fields=["office_verify_key"])
    return True


def readers_of(town_code: str) -> dict[str, VerifyKey]:
    """Keys under which something already let in may be read: today's pin and former ones.

    Never for letting anything in: a former key may be in anybody's hands by now.
    """
    rows = FormerOfficeKey.objects.filter(town_code=town_code).values_list("verify_key", flat=True)
    former = [VerifyKey(bytes(raw)) for raw in rows]
    return {key.key_id: key for key in former} | senders_of(town_code)


def senders_of(town_code: str) -> dict[str, VerifyKey]:
    """Key id → verify key of the one office that may sign for this town; empty if none is pinned."""
    key = OfficeKeys().get(town_code)
    return {} if key is None else {key.key_id: key}
