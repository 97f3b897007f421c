"""Notification by e-mail: an address proven by a code, and mails that say only that something is there.

Invariants:
- an address stands in the database only under the storage key, before and after it is proven.
- no mail names the person, the procedure, the receipt number or what was decided.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.limits import refuse_many_codes
from todoke.portal.apply.models import Submission
from todoke.portal.catalogue.queries import town_facts
from todoke.portal.mailbox import storage_key
from todoke.portal.mailbox.models import EmailCode, MailOutbox
from todoke.portal.mailbox.queries import status_url
from todoke.web.database import write

CODE_LIVES = timedelta(minutes=15)
MOST_ATTEMPTS = 5
MOST_CODES = 3
CODES_WITHIN = timedelta(hours=1)

CODE_WRONG = Refusal(
    code="mailbox.email.code-wrong",
    message=N_("This is not the code we sent. Look at the newest e-mail and type its 6 digits."),
)
CODE_GONE = Refusal(
    code="mailbox.email.code-gone",
    message=N_("This code no longer works. Enter your e-mail address again to get a new one."),
)
TOO_MANY_CODES = Refusal(
    code="mailbox.email.too-many-codes",
    message=N_("We have sent %(most)s codes within an hour. Try again in an hour."),
    params={"most": MOST_CODES},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A mail in words."""

    to: str
    subject: str
    body: str


def ask_for_code(submission: Submission, *, address: str, language: str, asked_from: str) -> None:
    """Keep the address closed and send a code of 6 digits to it. `asked_from` is the network address."""
    now = timezone.now()
    code = f"{secrets.randbelow(10**6):06d}"
    with write():
        held = EmailCode.objects.select_for_update().filter(submission=submission).first()
        sent, first = _counted(held, now)
        # Attack: the same flood through many applications. A refusal takes back what was counted.
        if refusal := refuse_many_codes(address, address=asked_from):
            raise Refused(refusal)
        box = _box(submission, {"address": address, "language": language})
        EmailCode.objects.update_or_create(
            submission=submission,
            defaults={
                "address_box": box,
                "code_hash": _hash(submission, code),
                "attempts": 0,
                "sent": sent,
                "first_sent_at": first,
                "expires_at": now + CODE_LIVES,
            },
        )
        queue(submission, _code_mail(submission, code, address=address, language=language), now=now)


def _counted(held: EmailCode | None, now: datetime) -> tuple[int, datetime]:
    if held is None or held.first_sent_at + CODES_WITHIN <= now:
        return 1, now
    # Attack: flooding a stranger's mailbox through this form.
    if held.sent >= MOST_CODES:
        raise Refused(TOO_MANY_CODES)
    return held.sent + 1, held.first_sent_at


def prove_address(submission: Submission, *, typed: str) -> None:
    """Take the address if the code is right. A wrong code is counted even though it is refused."""
    refusal = _try(submission, "".join(filter(str.isdigit, typed)))
    if refusal:
        raise Refused(refusal)


def _try(submission: Submission, digits: str) -> Refusal | None:
    with write():
        held = EmailCode.objects.select_for_update().filter(submission=submission).first()
        if held is None or held.expires_at <= timezone.now() or held.attempts >= MOST_ATTEMPTS:
            return CODE_GONE
        if not constant_time_compare(held.code_hash, _hash(submission, str(_as_ascii(digits)))):
            held.attempts += 1
            held.save(update_fields=["attempts"])
            return CODE_WRONG
        Submission.objects.filter(pk=submission.pk).update(notify_box=held.address_box)
        # The count of sent codes stays, so that proving does not reset the flood limit.
        held.attempts = MOST_ATTEMPTS
        held.save(update_fields=["attempts"])
        return None


def _as_ascii(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits if digit.isdecimal())


def forget_address(submission: Submission) -> None:
    with write():
        Submission.objects.filter(pk=submission.pk).update(notify_box=None)
        MailOutbox.objects.filter(submission=submission).delete()


def address_of(submission: Submission) -> str | None:
    """The proven address, for the applicant's own page."""
    return _known(submission)["address"] if submission.notify_box else None


def tell_of_news(submission: Submission, *, now: datetime) -> None:
    """Queue one mail, inside the caller's transaction; none while an earlier one still waits."""
    if not submission.notify_box:
        return
    if MailOutbox.objects.filter(submission=submission, tells_of_news=True, attempts=0).exists():
        return
    queue(submission, _news_mail(submission), now=now, tells_of_news=True)


def disclose(row: MailOutbox) -> Written:
    return Written(**json.loads(storage_key.disclose(row.box, context=f"mail:{row.submission_id}")))


def queue(
    submission: Submission | None, mail: Written, *, now: datetime, tells_of_news: bool = False
) -> None:
    """Inside the caller's transaction. `submission` None: a mail about an account (portal/identity)."""
    about = submission and submission.pk
    content = json.dumps({"to": mail.to, "subject": mail.subject, "body": mail.body}, ensure_ascii=False)
    MailOutbox.objects.create(
        submission=submission,
        tells_of_news=tells_of_news,
        box=storage_key.close(content.encode(), context=f"mail:{about}"),
        created_at=now,
        next_try=now,
    )


def _known(submission: Submission) -> dict[str, str]:
    return json.loads(storage_key.disclose(submission.notify_box, context=f"address:{submission.pk}"))


def _box(submission: Submission, content: dict[str, str]) -> bytes:
    return storage_key.close(json.dumps(content).encode(), context=f"address:{submission.pk}")


def _hash(submission: Submission, code: str) -> str:
    return salted_hmac("mailbox.email.code", f"{submission.pk}:{code}", algorithm="sha256").hexdigest()


def _speaks(language: str) -> str:
    return "en" if language == "en" else "ja"


def _town_name(submission: Submission, language: str) -> str:
    town = town_facts(submission.town_code)
    return (town.name_en or town.name) if _speaks(language) == "en" else town.name


def _code_mail(submission: Submission, code: str, *, address: str, language: str) -> Written:
    with translation.override(_speaks(language)):
        town = _town_name(submission, language)
        return Written(
            to=address,
            subject=_("%(town)s: your code is %(code)s") % {"town": town, "code": code},
            body=_(
                "Type this code on the page of your application within 15 minutes: %(code)s\n\n"
                "If you did not ask for it, ignore this e-mail. Nobody can do anything with the code alone."
            )
            % {"code": code},
        )


def _news_mail(submission: Submission) -> Written:
    known = _known(submission)
    with translation.override(_speaks(known["language"])):
        town = _town_name(submission, known["language"])
        address = status_url(town_facts(submission.town_code).slug, submission.pk)
        return Written(
            to=known["address"],
            subject=_("%(town)s: something new on your application page") % {"town": town},
            body=_(
                "There is something new on the page of your application. Open it with your application key:\n"
                "%(address)s\n\n"
                "For your safety this e-mail says nothing about the content. "
                "To stop these e-mails, use the same page."
            )
            % {"address": address},
        )
