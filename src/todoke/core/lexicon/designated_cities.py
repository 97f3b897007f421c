"""政令指定都市 (地方自治法252条の19) and the wards whose codes are not municipalities of their own.

Invariants:
- a ward (行政区) of a designated city answers to its city's code; everything else answers to its own.
- the 特別区 of Tokyo are municipalities (地方自治法281条) and keep their codes.
"""

from __future__ import annotations

# 全国地方公共団体コード. A ward's code follows its city's within the same prefecture (JIS X 0402), so
# 川崎市 (141305) ends where 相模原市 (141500) begins.
DESIGNATED_CITIES = {
    "011002": "札幌市",
    "041009": "仙台市",
    "111007": "さいたま市",
    "121002": "千葉市",
    "141003": "横浜市",
    "141305": "川崎市",
    "141500": "相模原市",
    "151009": "新潟市",
    "221007": "静岡市",
    "221309": "浜松市",
    "231002": "名古屋市",
    "261009": "京都市",
    "271004": "大阪市",
    "271403": "堺市",
    "281000": "神戸市",
    "331007": "岡山市",
    "341002": "広島市",
    "401005": "北九州市",
    "401307": "福岡市",
    "431001": "熊本市",
}


def municipality_of(code: str) -> str:
    """The city of a ward's code; any other six-digit code unchanged."""
    if code[2:3] != "1":  # 2 stands for other cities, 3 to 7 for towns and villages
        return code
    before = [city for city in DESIGNATED_CITIES if city[:2] == code[:2] and city[:5] <= code[:5]]
    return max(before, default=code)
