"""Prepare the demo's hub: database, and the fictional prefecture where nobody is there yet."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main() -> None:
    question = json.load(sys.stdin)
    django.setup()
    from todoke.cli.migrating import migrate
    from todoke.hub.members.models import Member

    migrate()
    if not Member.objects.exists():
        from todoke.cli.seed_hub import seed

        seed(Path(question["accounts_file"]))
    json.dump({}, sys.stdout)


if __name__ == "__main__":
    main()
