"""Role models: the list, one with its versions, and writing the next version."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from todoke.catalogue.talent import shipped_roles, shipped_skills, shipped_tracks
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent import role_editing
from todoke.core.talent.role_editing import RoleWording, wording_problems
from todoke.core.talent.roles import RoleModel
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.members.models import Body
from todoke.hub.talent.roles import commands, forms, models_of
from todoke.web.jinja import say

SAVED = N_("Saved as a new version. Earlier ones stay readable.")


@signed_in
def models(request: HttpRequest) -> HttpResponse:
    standing = models_of.standing_roles(request.user.body)
    return render(request, "roles/models.html", {"standing": standing.values()})


@signed_in
def model(request: HttpRequest, role: str) -> HttpResponse:
    """As it stands for the reader's body; `?of=` shows any version there is, `shipped` the first."""
    standing = models_of.standing_roles(request.user.body)
    if role not in standing:
        raise Http404
    versions = models_of.versions_of(role)
    shown = standing[role].role
    wanted = request.GET.get("of", "")
    if wanted:
        found = {f"{one.body.code}-{one.version}": one.content for one in versions}
        found["shipped"] = shipped_roles().by_id[role].model_dump(mode="json")
        if wanted not in found:
            raise Http404
        shown = RoleModel.model_validate(found[wanted])
    context = {
        "role": shown,
        "standing": standing[role],
        "wanted": wanted,
        "versions": versions,
        "skills": shipped_skills().by_id,
        "level_words": {one.level: one.words for one in shipped_skills().levels},
        "tracks": shipped_tracks().by_id,
        "editable": models_of.edited_bodies(request.user),
        "get_messages": messages.get_messages,
    }
    return render(request, "roles/model.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, role: str, code: str) -> HttpResponse:
    """The next version of `role` for the body with this code."""
    body = Body.objects.filter(code=code).first()
    if body is None or role not in shipped_roles().by_id:
        raise Http404
    if not models_of.may_edit(request.user, body):
        return refused(request, role_editing.NOT_YOURS)
    if request.method != "POST":
        given = forms.wording_of(models_of.standing_roles(body)[role].role)
        return _editing(request, body, role=role, given=given)
    given = forms.read_wording(request.POST)
    base = request.POST.get("base", "")
    try:
        base_version = int(base) if base.isdecimal() and len(base) < 9 else -1
        commands.save_role(body, role, given=given, base=base_version, by=request.user)
    except Refused as error:
        return _editing(request, body, role=role, given=given, refusals=error.refusals)
    messages.success(request, say(SAVED))
    return redirect("roles:model", role)


def _editing(
    request: HttpRequest,
    body: Body,
    *,
    role: str,
    given: RoleWording,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    """Refused: everything typed is still there, and the version to compare with is the newest."""
    skills, tracks = shipped_skills(), shipped_tracks()
    problems = wording_problems(given, skills=skills.by_id, tracks=tracks.by_id) if refusals else {}
    whole = [one for one in refusals if one not in problems.values()]
    newest = models_of.newest_version(body, role)
    context = {
        "body": body,
        "code": role,
        "given": given,
        "problems": problems,
        "whole": whole,
        "base": newest,
        "newest": f"{body.code}-{newest}" if newest else "shipped",
        "skills": skills,
        "tracks": tracks.tracks,
    }
    return render(request, "roles/edit.html", context, status=422 if refusals else 200)
