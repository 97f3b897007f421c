"""`/<town>/<procedure>/start`, `/<town>/open`, `/<town>/a/<id>/…`.

No answer and no key is ever part of an address.
"""

from __future__ import annotations

from django.urls import include, path

from todoke.portal.apply import check_views, sign_views, step_views, views
from todoke.portal.step_up import views as step_up

app_name = "apply"
_OWN = [
    path("", views.resume, name="resume"),
    path("key", views.show_key, name="key"),
    path("s/<slug:step>", step_views.answer_step, name="step"),
    path("check", check_views.check, name="check"),
    path("stopped", step_views.stopped, name="stopped"),
    path("elsewhere", step_views.elsewhere, name="elsewhere"),
    path("identify", step_up.identify, name="identify"),
    path("identified/<uuid:step_up>", step_up.identified, name="identified"),
    path("other-person/<uuid:step_up>", step_up.other_person, name="other_person"),
    path("sign", sign_views.sign, name="sign"),
    path("signed/<uuid:step_up>", sign_views.signed, name="signed"),
    path("send", check_views.send, name="send"),
    path("receipt", views.show_receipt, name="receipt"),
    path("copy.pdf", views.download_copy, name="copy"),
    path("delete", views.delete, name="delete"),
]

urlpatterns = [
    path("<slug:town>/open", views.open_with_key, name="open"),
    path("<slug:town>/<slug:procedure>/start", views.start, name="start"),
    path("<slug:town>/a/<uuid:id>/", include(_OWN)),
]
