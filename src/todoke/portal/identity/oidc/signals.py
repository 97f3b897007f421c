"""What others hear from a sign-in with an ID service, beside `proved` (portal/identity/signals.py).

`failed(sender, request, refusal)`: it did not work, and why.
`signed(sender, request, cms)`: a card signed what the signing transaction was begun with; the bytes are not
verified here.
"""

from __future__ import annotations

from django.dispatch import Signal

failed = Signal()
signed = Signal()
