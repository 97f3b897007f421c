"""Prepare the demo's ID service: database, the key of its ID tokens, the cards of its four people."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from todoke.cli.identity_links import CARDS
    from todoke.cli.migrating import migrate
    from todoke.demo_id import signing_keys
    from todoke.demo_id.spoilt_cards import make_all_cards

    migrate()
    signing_keys.make()
    make_all_cards(settings.TODOKE.data / CARDS, now=timezone.now())
    json.dump({}, sys.stdout)


if __name__ == "__main__":
    main()
