"""What this room's events are called on pages."""

from __future__ import annotations

from todoke.core.refusal import N_

EVENTS = {
    "round.begun": N_("A round was begun"),
    "round.resumed": N_("The round goes on"),
    "round.interrupted": N_("The round was interrupted"),
    "round.refused": N_("The round could not be worked out as decided"),
    "round.computed": N_("The round was worked out"),
    "round.anew": N_("The round is worked out again"),
    "round.decided": N_("A coordinator decided otherwise, with a reason"),
    "round.decision_taken_back": N_("A decision was taken back"),
    "round.cancelled": N_("The round was cancelled"),
    "round.published": N_("The round was published"),
    "round.person_left": N_("Somebody withdrew consent and is gone from the round"),
    "proposal.made": N_("A proposal was made"),
    "proposal.accept": N_("A side said yes to the proposal"),
    "proposal.decline": N_("The proposal was answered: not this time"),
    "proposal.ask": N_("A question was asked about the proposal"),
    "proposal.agreed": N_("Everybody agreed to the proposal"),
    "appeal.written": N_("A review was asked for"),
    "appeal.decided": N_("The review was decided"),
}
