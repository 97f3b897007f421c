"""発行簿: every document the office has issued, with its official number and its bytes' hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from todoke.office.cases.models import Case


class SealMode(models.TextChoices):
    """How a document is sealed; the town chooses."""

    E_SEAL = "e_seal"
    OMITTED = "omitted"
    PRINT_AND_SEAL = "print_and_seal"


class IssuedDocument(models.Model):
    """One line of the register. `serial` counts within fiscal year and symbol and never repeats."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    fiscal_year = models.PositiveIntegerField()
    symbol = models.CharField(max_length=20)
    serial = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    seal = models.CharField(max_length=20, choices=SealMode.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    message_number = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "symbol", "serial"], name="one_official_number")
        ]

    @property
    def official_number(self) -> str:
        """令和8年度 罹災証 第1号"""
        return f"令和{self.fiscal_year - 2018}年度{self.symbol}第{self.serial}号"
