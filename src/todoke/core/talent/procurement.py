"""What towns buy, in the few categories by which conflicts of interest are scoped: our own list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_


class Category(StrEnum):
    CORE_SYSTEMS = "core_systems"
    NETWORK = "network"
    CLOUD = "cloud"
    WEB_SITE = "web_site"
    CONSULTING = "consulting"
    DEVICES = "devices"


CATEGORY_WORDS: Mapping[Category, str] = MappingProxyType(
    {
        Category.CORE_SYSTEMS: N_("Core business systems (基幹系システム)"),
        Category.NETWORK: N_("Networks"),
        Category.CLOUD: N_("Cloud services"),
        Category.WEB_SITE: N_("The town’s website"),
        Category.CONSULTING: N_("Consulting and planning"),
        Category.DEVICES: N_("Computers and devices"),
    }
)
