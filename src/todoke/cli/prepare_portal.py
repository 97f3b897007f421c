"""Prepare the demo's portal: database and keys. Prints its verify key as JSON."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    django.setup()
    from todoke.cli.migrating import migrate
    from todoke.portal.exchange.keys import make_portal_signing_key
    from todoke.portal.mailbox import storage_key

    migrate()
    key = make_portal_signing_key()
    storage_key.make()
    json.dump({"verify_key": key.verify_key.hex}, sys.stdout)


if __name__ == "__main__":
    main()
