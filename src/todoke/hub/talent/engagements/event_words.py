"""What events of this room are called on pages."""

from __future__ import annotations

from todoke.core.refusal import N_

WORDS = {
    "engagement.begun": N_("Everybody agreed; the engagement was set up"),
    "engagement.terms": N_("The terms were set"),
    "engagement.active": N_("The work began"),
    "engagement.cancelled": N_("The engagement was called off"),
    "engagement.need_withdrawn": N_("The need was withdrawn, so the engagement did not begin"),
    "engagement.ended": N_("The engagement ended on its last day"),
    "engagement.terminated": N_("The engagement ended early"),
    "agreement.made": N_("A text to sign was made"),
    "agreement.approved": N_("The text was approved"),
    "agreement.returned": N_("The text was returned"),
    "work.logged": N_("Work was logged"),
    "work.taken_out": N_("A line of the work log was taken out"),
    "month.settled": N_("A month was settled"),
    "outcome.added": N_("An indicator was added"),
    "outcome.written": N_("Words on the outcome were written"),
    "alert.raised": N_("An alert was raised"),
    "alert.planned": N_("How it goes on was written"),
}
