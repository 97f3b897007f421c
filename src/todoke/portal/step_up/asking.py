"""What an ID service is asked for a step-up: no more facts than the form has questions for."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.identity import Claim
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Method
from todoke.core.assurance.stepping_up import Demand
from todoke.core.errors import Refused
from todoke.portal.identity.oidc import signing
from todoke.portal.identity.oidc.demand import OidcDemand
from todoke.portal.identity.oidc.demand import ask as ask_id_service
from todoke.portal.identity.oidc.failures import SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider, id_provider
from todoke.portal.step_up import offers
from todoke.portal.step_up.gate import NO_WAY
from todoke.portal.step_up.models import StepUp

SCOPES = {
    Claim.NAME: "name",
    Claim.ADDRESS: "address",
    Claim.BIRTH_DATE: "birthdate",
    Claim.SEX: "gender",
}


def demand_of(row: StepUp) -> Demand:
    minutes = row.max_age_minutes
    return Demand(
        levels=Levels(identity=row.identity, authentication=row.authentication),
        max_age=None if minutes is None else timedelta(minutes=minutes),
    )


def method_of(row: StepUp) -> Method | None:
    return shipped_methods().method(row.method)


def ask(request: HttpRequest, row: StepUp) -> str:
    """The address that leads to the ID service. Raises Refused where it cannot be reached."""
    provider = id_provider(row.method)
    if provider is None:
        raise Refused(NO_WAY)
    wanted = [Claim(one) for one in row.claims.split()]
    known = set(provider.scopes)
    scopes = tuple(SCOPES[one] for one in wanted if not known or SCOPES[one] in known)
    demand = demand_of(row)
    return ask_id_service(
        request,
        OidcDemand(
            provider=provider.id,
            scopes=scopes,
            acr_values=acr_values(provider, demand.levels),
            max_age=None if demand.max_age is None else int(demand.max_age.total_seconds()),
            done=reverse("step_up:done", kwargs={"id": row.pk}),
            failed=reverse("step_up:failed", kwargs={"id": row.pk}),
        ),
    )


def ask_to_sign(request: HttpRequest, row: StepUp) -> str:
    """Begins a signing transaction over the digest of the application. Raises Refused."""
    provider = id_provider(offers.signing_provider() or "")
    if provider is None or row.digest is None:
        raise Refused(NO_WAY)
    try:
        transaction = signing.start(provider, digest=bytes(row.digest))
    except SignInFailed as error:
        raise Refused(error.refusal) from error
    return ask_id_service(
        request,
        OidcDemand(
            provider=provider.id,
            scopes=(signing.SCOPE,),
            acr_values=acr_values(provider, demand_of(row).levels),
            sign_transaction_id=transaction,
            done=reverse("step_up:done", kwargs={"id": row.pk}),
            failed=reverse("step_up:failed", kwargs={"id": row.pk}),
        ),
    )


def acr_values(provider: IdProvider, wanted: Levels) -> tuple[str, ...]:
    """The words of this ID service that reach what is asked, the least demanding first; of those the operator
    has it asked for, where the file names any."""
    named = set(provider.acr_values) or set(provider.method.acr)
    levels_of = provider.method.acr
    enough = [(levels_of[word], word) for word in named if word in levels_of]
    enough = [(levels, word) for levels, word in enough if levels.reaches(wanted)]
    return tuple(word for _, word in sorted(enough, key=lambda one: (one[0].identity, one[0].authentication)))
