"""What people do with their accounts: sign in, add and remove ways, end sessions, delete everything.

Invariant: each command that changes an account tells its mailbox, in the same transaction.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.identity import app_codes, mails, passkeys, ways
from todoke.portal.identity.mails import Change
from todoke.portal.identity.models import Account, SignInWindow
from todoke.web.database import write
from todoke.web.ids import uuid7
from todoke.web.rate_limit import hit, network_of

ADDRESS_TAKEN = Refusal(
    code="identity.address.taken",
    message=N_("Another account uses this address. Sign in with it there, or use another address here."),
)
NEW_ACCOUNT = "new_account"
MOST_NEW, MOST_NEW_WITHIN = 500, timedelta(hours=1)
"""Accounts begun with a passkey from one network: no code by e-mail slows a program down there."""


def sign_in_by_email(request: HttpRequest, address: str, *, back: str) -> HttpResponse:
    """Whoever reads this mailbox; the account is made now if there was none."""
    with write():
        account = Account.objects.filter(email=address).first() or _new_account(uuid7(), email=address)
    record_authentication(request, account, method="code", email=address)
    return perform_login(request, Login(user=account, email=address, redirect_url=back or None))


def sign_in_by_passkey(request: HttpRequest, answer: str, *, back: str) -> HttpResponse:
    found = passkeys.signed_in_with(answer)
    post_authentication(request, found, passwordless=True)
    return perform_login(request, Login(user=found.user, redirect_url=back or None))


def begin_anew(request: HttpRequest, lost: Account, *, back: str) -> HttpResponse:
    """For who reads the mailbox and has lost every other proof: the account goes, an empty one takes its
    address. Nobody gains by it: an account holds nothing, and the new one is another person to every form."""
    address = lost.email
    with write():
        mails.tell(lost, Change.DELETED, language=request.language)
        _forget(lost)
    clear_login(request)
    return sign_in_by_email(request, address, back=back)


def account_to_be(request: HttpRequest) -> Account:
    """Whom a new passkey will belong to; kept by its id alone until the passkey is there."""
    id = request.session.setdefault(NEW_ACCOUNT, str(uuid7()))
    return Account(pk=UUID(id))


def begin_account_by_passkey(request: HttpRequest, answer: str, *, name: str, back: str) -> HttpResponse:
    """An account without address or name. Raises Refused."""
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    if many := hit(SignInWindow, f"new from:{network}", limit=MOST_NEW, window=MOST_NEW_WITHIN):
        raise Refused(many)
    credential = passkeys.read_new(answer)
    id = request.session.pop(NEW_ACCOUNT, None)
    if id is None:
        raise Refused(passkeys.NOT_TAKEN)
    with write():
        account = _new_account(UUID(id), email=None)
        kept = passkeys.keep(account, credential, name=name)
    post_authentication(request, kept, passwordless=True)
    return perform_login(request, Login(user=account, redirect_url=back or None))


def _new_account(id: UUID, *, email: str | None) -> Account:
    account = Account(pk=id, email=email)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def renew_by_email(request: HttpRequest, address: str) -> None:
    record_authentication(request, request.user, method="code", email=address, reauthenticated=True)
    request.session.cycle_key()


def renew_by(request: HttpRequest, factor: Authenticator) -> None:
    post_authentication(request, factor, reauthenticated=True)
    request.session.cycle_key()


def add_passkey(request: HttpRequest, answer: str, *, name: str) -> None:
    credential = passkeys.read_new(answer)
    with write():
        kept = passkeys.keep(request.user, credential, name=name)
        _make_first_codes(request.user)
        mails.tell(request.user, Change.PASSKEY_ADDED, language=request.language)
    # The device has just shown it, owner and all: this counts as the passkey's first use.
    renew_by(request, kept)


def remove_passkey(request: HttpRequest, passkey: Authenticator) -> None:
    if refusal := ways.refuse_removing(ways.ways_of(request.user)):
        raise Refused(refusal)
    with write():
        delete_and_cleanup(request, passkey)
        mails.tell(request.user, Change.PASSKEY_REMOVED, language=request.language)


def add_app(request: HttpRequest, typed: str) -> None:
    if refusal := ways.refuse_app(ways.ways_of(request.user)):
        raise Refused(refusal)
    secret = app_codes.read_new(request.user, typed)
    with write():
        kept = app_codes.keep(request, request.user, secret=secret)
        _make_first_codes(request.user)
        mails.tell(request.user, Change.APP_ADDED, language=request.language)
    renew_by(request, kept)


def remove_app(request: HttpRequest, app: Authenticator) -> None:
    with write():
        delete_and_cleanup(request, app)
        mails.tell(request.user, Change.APP_REMOVED, language=request.language)


def _make_first_codes(account: Account) -> None:
    """They follow a code by e-mail, so that an account without an address has no use for them."""
    if account.email:
        RecoveryCodes.activate(account)


def make_codes(request: HttpRequest) -> None:
    """New ones in place of the old."""
    with write():
        Account.objects.select_for_update().get(pk=request.user.pk)
        kind = Authenticator.Type.RECOVERY_CODES
        Authenticator.objects.filter(user=request.user, type=kind).delete()
        RecoveryCodes.activate(request.user)
        mails.tell(request.user, Change.CODES_MADE, language=request.language)


def use_address(request: HttpRequest, address: str) -> None:
    """Its code was typed. Whether another account has it is told to the owner of the mailbox only."""
    with write():
        account = Account.objects.select_for_update().get(pk=request.user.pk)
        if Account.objects.filter(email=address).exclude(pk=account.pk).exists():
            raise Refused(ADDRESS_TAKEN)
        mails.tell(account, Change.ADDRESS_CHANGED, language=request.language)
        account.email = address
        account.save(update_fields=["email"])
        if ways.ways_of(account).has_second_factor:
            _make_first_codes(account)
    request.user.email = address


def remove_address(request: HttpRequest) -> None:
    with write():
        account = Account.objects.select_for_update().get(pk=request.user.pk)
        if refusal := ways.refuse_removing_address(ways.ways_of(account)):
            raise Refused(refusal)
        mails.tell(account, Change.ADDRESS_REMOVED, language=request.language)
        account.email = None
        account.save(update_fields=["email"])
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()


def remove_service(request: HttpRequest, service: SocialAccount) -> None:
    if refusal := ways.refuse_removing(ways.ways_of(request.user)):
        raise Refused(refusal)
    with write():
        service.delete()
        mails.tell(request.user, Change.SERVICE_REMOVED, language=request.language)


def end_session(session: UserSession) -> None:
    with write():
        session.end()


def end_other_sessions(request: HttpRequest) -> int:
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    with write():
        return len([one.end() for one in others])


def delete_account(request: HttpRequest) -> None:
    """The account, its ways, its sessions everywhere. Applications that were sent belong to the town."""
    account = Account.objects.get(pk=request.user.pk)
    with write():
        mails.tell(account, Change.DELETED, language=request.language)
        _forget(account)
    logout(request)


def _forget(account: Account) -> None:
    sessions = import_module(settings.SESSION_ENGINE).SessionStore()
    for one in UserSession.objects.filter(user=account):
        sessions.delete(one.session_key)
    account.delete()
