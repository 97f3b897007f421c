"""What was typed about accounts, posts and bodies."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy

from todoke.core.talent.bodies import KIND_WORDS, SEAT_WORDS, BodyKind, DxSeat
from todoke.core.talent.posts import POST_WORDS, PostKind
from todoke.hub.members.commands import NewBody
from todoke.hub.members.models import Body

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
CODES = {BodyKind.COMPANY: 13}
CODE_LENGTH = 6
BAD_LOGIN = gettext_lazy("Use up to 60 small letters, digits, dots and hyphens, such as sato.")
BAD_CODE = gettext_lazy("The code has %(digits)d digits. Check what was typed: %(typed)s.")


class MemberForm(forms.Form):
    login = forms.CharField(max_length=60)
    name = forms.CharField(max_length=80)
    body = forms.ModelChoiceField(Body.objects.none(), to_field_name="code")

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"])
        if not LOGIN.fullmatch(login):
            raise forms.ValidationError(BAD_LOGIN)
        return login


class PostForm(forms.Form):
    kind = forms.TypedChoiceField(choices=list(POST_WORDS.items()), coerce=PostKind)
    body = forms.ModelChoiceField(Body.objects.none(), to_field_name="code")


class SeatForm(forms.Form):
    seat = forms.TypedChoiceField(choices=list(SEAT_WORDS.items()), coerce=DxSeat)
    powers = forms.CharField(required=False, max_length=2000)
    reports_to = forms.CharField(required=False, max_length=80)


class BodyForm(forms.Form):
    kind = forms.TypedChoiceField(choices=list(KIND_WORDS.items()), coerce=BodyKind)
    code = forms.CharField(max_length=20)
    name = forms.CharField(max_length=80)
    inhabitants = forms.IntegerField(required=False, min_value=0, max_value=99_999_999)
    zone = forms.CharField(required=False, max_length=20)

    def clean_code(self) -> str:
        code = unicodedata.normalize("NFKC", str(self.cleaned_data["code"])).replace("-", "").strip()
        digits = CODES.get(self.cleaned_data.get("kind"), CODE_LENGTH)
        if not (code.isascii() and code.isdigit() and len(code) == digits):
            raise forms.ValidationError(
                BAD_CODE, params={"digits": digits, "typed": self.cleaned_data["code"]}
            )
        return code

    def as_body(self) -> NewBody:
        given = self.cleaned_data
        return NewBody(
            code=given["code"],
            name=given["name"],
            kind=given["kind"],
            inhabitants=given["inhabitants"] or 0,
            zone=given["zone"],
        )
