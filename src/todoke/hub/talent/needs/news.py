"""What later rooms have to hear of at once. Sent inside the transaction."""

from __future__ import annotations

from django.dispatch import Signal

need_withdrawn = Signal()
"""`need`: its id."""
