"""What a password must be that somebody chooses, and changing one's own.

Invariants:
- a password is compared and kept exactly as it was typed; length and being guessable are all that is judged.
- what was typed never goes into the session, not even while a proof is asked for.
- a password that was made for somebody opens nothing but the page where they choose their own.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.http import HttpRequest

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.web.database import write
from todoke.web.rate_limit import hit, take_back
from todoke.web.sign_in.accounts import TwoStepAccount, accounts
from todoke.web.sign_in.sessions import end_other_sessions
from todoke.web.sign_in.site import Change, site

SHORTEST, LONGEST = 12, 1_000
OWN_CHARACTERS = 8
"""So much must be left of a password without the words anybody would try first."""
TRIES, WINDOW = 5, timedelta(minutes=15)
CONTEXT_WORDS = (
    *("todoke", "届", "password", "passwort", "パスワード", "ぱすわーど", "pass", "login", "ログイン"),
    *(
        "office",
        "hub",
        "portal",
        "studio",
        "役所",
        "役場",
        "県庁",
        "市役所",
        "yakusho",
        "shiyakusho",
        "kencho",
    ),
    *("admin", "administrator", "管理者", "kanrisha", "職員", "shokuin", "staff", "member", "担当", "tantou"),
    *("caseworker", "approver", "auditor", "publisher", "author", "coordinator", "hibari", "kirihara"),
)
"""Documented in docs/reference/staff-sign-in.md, where a test compares it. The town's name, the host's and
the person's own are added."""
PARTING = "-_.,:;/・、。"
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")

WRONG_CURRENT = Refusal(
    code="staff.password.wrong", message=N_("The present password is not right. Type it once more.")
)
TOO_SHORT = Refusal(
    code="staff.password.short",
    message=N_(
        "The new password has fewer than %(least)s characters. A few words in a row are easiest to keep."
    ),
    params={"least": SHORTEST},
)
TOO_LONG = Refusal(
    code="staff.password.long",
    message=N_("The new password has more than %(most)s characters. Please choose a shorter one."),
    params={"most": LONGEST},
)
COMMON = Refusal(
    code="staff.password.common",
    message=N_("Many people use this password, so it is tried first. Please choose another one."),
)
OBVIOUS = Refusal(
    code="staff.password.obvious",
    message=N_(
        "Besides names and words of this place, too little is left of this password. Add words of your own."
    ),
)
SAME = Refusal(
    code="staff.password.same", message=N_("This is your present password. Please choose another one.")
)
NOT_TWICE = Refusal(
    code="staff.password.not-twice",
    message=N_("The new password was typed differently the second time. Type both once more."),
)


def refuse_password(new: str, *, of: TwoStepAccount) -> Refusal | None:
    if len(new) < SHORTEST:
        return TOO_SHORT
    if len(new) > LONGEST:
        return TOO_LONG
    if is_common(new):
        return COMMON
    return OBVIOUS if len(_without(plain(new), words_about(of))) < OWN_CHARACTERS else None


def plain(text: str) -> str:
    """For judging only: whatever its width and case, and without what merely parts words."""
    low = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in low if one not in PARTING and not one.isspace())


def words_about(staff: TwoStepAccount) -> tuple[str, ...]:
    """Plain, the longest first."""
    host = re.split(r"[.\-]", urlsplit(settings.TODOKE.base_url).hostname or "")
    own = (staff.get_username(), str(staff), settings.TODOKE.town.name, settings.TODOKE.town.slug, *host)
    found = {plain(word) for word in (*CONTEXT_WORDS, *own)}
    return tuple(
        sorted((word for word in found if len(word) > 1 or not word.isascii()), key=len, reverse=True)
    )


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        text = text.replace(word, "") if word else text
    return text


_common = CommonPasswordValidator()


def is_common(password: str) -> bool:
    """One of the list, one dressed up with digits and signs, one repeated, or a row of the keyboard."""
    low = unicodedata.normalize("NFKC", password).casefold()
    letters, once = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", low), _once(low)
    known = {low, letters, once, _once(letters)}
    if any(one in _common.passwords for one in known if one):
        return True
    return len(set(low)) < 5 or any(_runs_along(one) for one in known if one)


def _once(text: str) -> str:
    """abcabc → abc."""
    found = re.fullmatch(r"(.+?)\1+", text, flags=re.DOTALL)
    return found.group(1) if found else text


def _runs_along(text: str) -> bool:
    return any(text in way * 3 for row in ROWS for way in (row, row[::-1]))


def change_own(request: HttpRequest, *, current: str, new: str, again: str) -> None:
    """Ends every other session. Raises Refused; a wrong present password counts as a try."""
    staff, key = request.user, f"password:{request.user.pk}"
    if refusal := hit(site().window, key, limit=TRIES, window=WINDOW):
        raise Refused(refusal)
    if not staff.check_password(current):
        raise Refused(WRONG_CURRENT)
    take_back(site().window, key)
    refusal = SAME if new == current else refuse_password(new, of=staff)
    refusal = refusal or (NOT_TWICE if new != again else None)
    if refusal is not None:
        raise Refused(refusal)
    with write():
        accounts().select_for_update().get(pk=staff.pk)
        staff.take_password(new, given=False)
        site().note(staff, Change.PASSWORD_CHANGED)
    end_other_sessions(request, staff)
