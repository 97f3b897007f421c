"""What the portal does by itself: send the mails that are due."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from todoke.portal.mailbox import mails
from todoke.portal.mailbox.models import EmailCode, MailOutbox
from todoke.web.database import write

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50
MOST_ATTEMPTS = 12
_CLAIM = timedelta(minutes=2)


def send_due_mail() -> int:
    """Send what is due; how many went. A mail that fails is tried again, ever later, for two days."""
    due = (
        MailOutbox.objects.filter(next_try__lte=timezone.now())
        .order_by("next_try")
        .values_list("pk", flat=True)
    )
    return sum(_send(pk) for pk in list(due[:MOST_AT_ONCE]))


def _send(pk: int) -> bool:
    row = _claimed(pk)
    if row is None:
        return False
    try:
        mail = mails.disclose(row)
        EmailMessage(mail.subject, mail.body, settings.TODOKE.mail_from, [mail.to]).send()
    except (OSError, SMTPException) as error:
        log.warning("mail not sent: row=%s attempt=%s problem=%s", pk, row.attempts, type(error).__name__)
        return False
    with write():
        MailOutbox.objects.filter(pk=pk).delete()
    return True


def _claimed(pk: int) -> MailOutbox | None:
    """Take the row before sending, so that two processes do not send it twice."""
    now = timezone.now()
    with write():
        row = MailOutbox.objects.select_for_update().filter(pk=pk, next_try__lte=now).first()
        if row is None:
            return None
        if row.attempts >= MOST_ATTEMPTS:
            log.error("mail given up: row=%s attempts=%s", pk, row.attempts)
            row.delete()
            return None
        row.attempts += 1
        row.next_try = now + _CLAIM * 2 ** min(row.attempts, 8)
        row.save(update_fields=["attempts", "next_try"])
    return row


def forget_old_codes() -> int:
    """Codes older than a day, and the addresses in them."""
    old = EmailCode.objects.filter(first_sent_at__lt=timezone.now() - timedelta(days=1))
    with write():
        return old.delete()[0]
