"""Why a signature is not taken: the first check that fails says it (docs/reference/signatures.md)."""

from __future__ import annotations

from todoke.core.refusal import N_, Refusal

MALFORMED = Refusal(
    code="signature.malformed",
    message=N_("What came back is not a signature this site can read. Please sign again."),
)
WEAK = Refusal(
    code="signature.weak-algorithm",
    message=N_("The signature was made with a method that is not taken. Please sign again with your "
               "My Number Card."),
)  # fmt: skip
TAMPERED = Refusal(
    code="signature.tampered",
    message=N_("The signature is not for this application as it stands now. Please check it and sign again."),
)
UNKNOWN_ISSUER = Refusal(
    code="signature.unknown-issuer",
    message=N_("The certificate was not issued by an authority this site trusts. Please sign with your "
               "My Number Card."),
)  # fmt: skip
EXPIRED = Refusal(
    code="signature.expired",
    message=N_("The certificate for signing on this card has expired. The municipal office renews it."),
)
NOT_YET_VALID = Refusal(
    code="signature.not-yet-valid",
    message=N_("The certificate for signing on this card is not valid yet. Please use it from the day on "
               "which it begins."),
)  # fmt: skip
WRONG_POLICY = Refusal(
    code="signature.wrong-policy",
    message=N_("This is not the certificate for signing of a My Number Card. Please choose the one with the "
               "password of 6 to 16 letters and digits."),
)  # fmt: skip
WRONG_KEY_USAGE = Refusal(
    code="signature.wrong-key-usage",
    message=N_("This certificate is not made for signing applications. Please choose the one with the "
               "password of 6 to 16 letters and digits."),
)  # fmt: skip
UNREADABLE = Refusal(
    code="signature.unreadable-certificate",
    message=N_("Name, address, birth date or sex can't be read from the certificate of this card. Please "
               "ask the municipal office."),
)  # fmt: skip
