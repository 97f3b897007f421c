"""What is typed on the pages of rounds. Nothing is decided here."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from todoke.core.talent.allocation.values import DecisionKind
from todoke.core.talent.answers import Answer, DeclineReason, Party
from todoke.hub.talent.rounds.answering import Given

LONGEST = 2_000


class PublishForm(forms.Form):
    answer_by = forms.DateField()
    appeals_until = forms.DateField()
    decided_by = forms.DateField()


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in DecisionKind])
    reason = forms.CharField(required=False, max_length=LONGEST)


class AnswerForm(forms.Form):
    party = forms.ChoiceField(choices=[(one.value, one.value) for one in Party])
    answer = forms.ChoiceField(choices=[(one.value, one.value) for one in Answer])
    reason = forms.ChoiceField(
        required=False, choices=[("", ""), *((one.value, one.value) for one in DeclineReason)]
    )
    words = forms.CharField(required=False, max_length=LONGEST)

    def as_given(self) -> Given:
        """Of a form that is valid."""
        data = self.cleaned_data
        return Given(
            party=Party(data["party"]),
            answer=Answer(data["answer"]),
            reason=DeclineReason(data["reason"]) if data["reason"] else None,
            words=data["words"],
        )


def text_of(posted: QueryDict) -> str:
    return posted.get("text", "")[:LONGEST]
