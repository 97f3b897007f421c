"""News that travel back to rooms that stand before the one where they happen. Sent inside the transaction.

Each carries the id of what it is about: `person`, `agreement`, `permission` or `engagement`.
"""

from __future__ import annotations

from django.dispatch import Signal

consent_withdrawn = Signal()
agreement_revoked = Signal()
permission_lapsed = Signal()
engagement_ended = Signal()
