"""allauth's account app without its look at settings.MIDDLEWARE: here its middleware stands inside
WhereAccountsLive, so that an application's pages do not pass it (and the door has none at all)."""

from __future__ import annotations

from allauth.account.apps import AccountConfig


class AccountInItsRoom(AccountConfig):
    def ready(self) -> None:
        from allauth.account import checks  # noqa: F401 - registers them
