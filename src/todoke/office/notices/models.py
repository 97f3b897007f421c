"""発行簿: every official number the office has taken, and the document that carries it.

Invariant: a number belongs to one case and never repeats. It is taken before the document is made; until
the document exists its line says why it does not.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from todoke.office.cases.models import Case


class SealMode(models.TextChoices):
    """How a document is sealed; the town chooses."""

    E_SEAL = "e_seal"
    OMITTED = "omitted"
    PRINT_AND_SEAL = "print_and_seal"


class NumberState(models.TextChoices):
    """RESERVED waits for its document, VOIDED will never have one."""

    RESERVED = "reserved"
    ISSUED = "issued"
    VOIDED = "voided"


class Series(models.Model):
    """One row per fiscal year and symbol. Whoever takes a number locks it, so numbers come one by one."""

    fiscal_year = models.PositiveIntegerField()
    symbol = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fiscal_year", "symbol"], name="one_series")]


class IssuedOnly(models.Manager["IssuedDocument"]):
    def get_queryset(self) -> models.QuerySet[IssuedDocument]:
        return super().get_queryset().filter(status=NumberState.ISSUED)


class IssuedDocument(models.Model):
    """One line of the register. `serial` counts within fiscal year and symbol and never repeats.

    `objects` are the documents that were issued; `register` is every number taken. `problem` is the code of
    the refusal that left a number without its document.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    fiscal_year = models.PositiveIntegerField()
    symbol = models.CharField(max_length=20)
    serial = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=NumberState.choices, default=NumberState.ISSUED)
    problem = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    seal = models.CharField(max_length=20, choices=SealMode.choices)
    copies = models.PositiveSmallIntegerField(default=1)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    message_number = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)

    register = models.Manager()
    objects = IssuedOnly()

    class Meta:
        base_manager_name = "register"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "symbol", "serial"], name="one_official_number"),
            models.UniqueConstraint(
                fields=["case", "symbol"],
                condition=models.Q(status=NumberState.RESERVED),
                name="one_reserved_number",
            ),
        ]

    @property
    def official_number(self) -> str:
        """令和8年度罹災証第1号"""
        return f"令和{self.fiscal_year - 2018}年度{self.symbol}第{self.serial}号"

    @property
    def file_name(self) -> str:
        return f"{self.symbol}-{self.fiscal_year}-{self.serial}.pdf"
