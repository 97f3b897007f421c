"""Give the demo's portal its invented towns, and what their offices have published."""

from __future__ import annotations

import base64
import json
import sys

import django

CONTACTS = {
    "992011": ("000-0000-0101", "000-0000-0102", "todoke@hibari.example"),
    "990001": ("000-0000-0301", "000-0000-0302", "todoke@kirihara.example"),
    "993417": ("000-0000-0201", "000-0000-0202", "todoke@morino.example"),
}


def main() -> None:
    question = json.load(sys.stdin)
    django.setup()
    from todoke.portal.catalogue.commands import Contact, add_town
    from todoke.portal.exchange.inbound import take_outbound
    from todoke.web.demo_places import TOWNS

    towns = {town.code: town for town in TOWNS}
    for office in question["offices"]:
        code = office["code"]
        phone, fax, mail = CONTACTS[code]
        add_town(
            towns[code],
            office_verify_key=bytes.fromhex(office["verify_key"]),
            contact=Contact(phone=phone, fax=fax, mail=mail),
        )
        for raw in office["envelopes"]:
            take_outbound(code, base64.b64decode(raw))
    json.dump({}, sys.stdout)


if __name__ == "__main__":
    main()
