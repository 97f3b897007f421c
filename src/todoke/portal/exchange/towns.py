"""Which office may speak for which town: the verify keys the operator pinned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from todoke.core.envelope.keys import VerifyKey
from todoke.portal.catalogue.models import Town


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


def senders_of(town_code: str) -> dict[str, VerifyKey]:
    """Key id → verify key of the one office that may sign for this town; empty if none is pinned."""
    key = OfficeKeys().get(town_code)
    return {} if key is None else {key.key_id: key}
