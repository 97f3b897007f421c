"""What later rooms have to hear of at once. Sent inside the transaction."""

from __future__ import annotations

from django.dispatch import Signal

proposal_agreed = Signal()
"""`proposal`: the row to which everybody asked has said yes."""
