"""The pages' WSGI application; static files are answered before Django is asked."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.portal.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from todoke.portal.identity.oidc import providers
from todoke.web.bodies import with_whole_bodies
from todoke.web.proxy import behind_proxy
from todoke.web.static_files import with_static_files
from todoke.web.whole_answers import with_whole_answers

application = behind_proxy(
    with_whole_bodies(with_static_files(with_whole_answers(get_wsgi_application()))), settings.TODOKE
)
providers.say_mistakes()
