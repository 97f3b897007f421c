"""Best upper bounds of coverage known for the public instances, by the hash of their input.

Invariant: a bound stands here only if a linear programme gave it, relaxed or with HiGHS's cuts at the root;
a changed generator finds none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BEST_BOUNDS: Mapping[str, int] = MappingProxyType(
    {
        "c45265161a486328e6a1cdba524eac7ace8245acfb5810c83eaaac4a6f4b28e2": 5_433,  # 30x80-100-1
        "808125f1e13aad8ee84584c55ff50d610f0d81daa4f6734aa4124b3b4aab2513": 6_207,  # 30x80-100-2
        "1103c1ecfc9ba79721be9de36e4f168ab4a776e9d7ff9383ad8216af904905c2": 10_113,  # 30x80-100-3
        "c1bdd8ec29db6fc6e401baac81a8fe99afb06809083096bfefb51e02f7086207": 27_091,  # 100x250-100-1
        "e97604c72598f38394401aee92cbb68b09fa493e3aab0f4b770ef6059f97ec12": 27_531,  # 100x250-100-2
        "a8e2f81c4df075c2adeca1e35879e2d216e0f5480b8238478eff49eecf91d3a9": 27_142,  # 100x250-100-3
        "96f2f9407bf88072453dfa52a59bf0a3adf6f7759e23d66ec888129baca40c66": 111_518,  # 500x1000-100-1
        "559f6f8c39887cbf4510bf9671289cbdf94e7646dfeed2e19f7bd4fe44cc1876": 107_430,  # 500x1000-100-2
        "c0a137588ec5aac820ed09050be8aa6fc70a2bc6863483d1cfbe3791ba0fe653": 107_863,  # 500x1000-100-3
    }
)
