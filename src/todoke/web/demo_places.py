"""The demo's invented towns and postcodes. The codes pass the check digit and belong to nobody;
no real postcode begins with 000-01 or 000-02."""

from __future__ import annotations

from todoke.core.lexicon.address import PostcodeArea
from todoke.core.lexicon.municipality import Municipality

HIBARI = Municipality(code="992011", slug="hibari", name="ひばり市", kana="ヒバリシ", name_en="Hibari City")
MORINO = Municipality(code="993417", slug="morino", name="森野町", kana="モリノマチ", name_en="Morino Town")
KIRIHARA = Municipality(
    code="990001", slug="kirihara", name="霧原県", kana="キリハラケン", name_en="Kirihara Prefecture"
)
TOWNS = (HIBARI, MORINO, KIRIHARA)

_HIBARI_AREAS = ("本町", "朝日町", "川端", "駅前", "桜台", "若葉町", "港町", "中央", "緑が丘")
_MORINO_AREAS = ("森野", "上沢", "下沢", "杉原", "水上")


def _areas(first: int, town: Municipality, *, city: str, names: tuple[str, ...]) -> dict[str, PostcodeArea]:
    return {
        f"{first + place:07d}": PostcodeArea(
            postcode=f"{first + place:07d}",
            prefecture=KIRIHARA.name,
            city=city,
            town=name,
            municipality_code=town.code,
        )
        for place, name in enumerate(names)
    }


POSTCODES: dict[str, PostcodeArea] = {
    **_areas(101, HIBARI, city="ひばり市", names=_HIBARI_AREAS),
    **_areas(201, MORINO, city="山辺郡森野町", names=_MORINO_AREAS),
}
