"""What ties the demo's sites to its ID service: who asks, with which key, and whose cards are believed.

Invariant: only here, in a demo, a site is told to believe the demo's certification authority.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from todoke.core.errors import OperatorError
from todoke.web.config import read_values

if TYPE_CHECKING:
    from todoke.cli.layout import Layout

CLIENT_ID = "RP00000001"
CLIENT_KEY = "keys/id-service-client.pem"
PUBLIC_KEY = "portal-client.pem"
TRUST = "jpki"
CARDS = "cards"


def id_toml(layout: Layout) -> str:
    return f"""# The demo ID service. Every key is explained in docs/reference/settings.md.
data = "{layout.id_config.parent}"
base_url = "{layout.id_url}"
demo = true
secret_key_file = "keys/django-secret.key"
"""


def jpki_toml() -> str:
    """The demo's cards are believed, and none but them: the policy is that of the test environment."""
    from todoke.demo_id.authority import DEMO_POLICY

    return f'jpki = "{TRUST}"\njpki_policies = "{DEMO_POLICY}"'


def clients_toml(layout: Layout) -> str:
    return f"""# The sites that may ask this ID service.
[[client]]
id = "{CLIENT_ID}"
name = "Todoke"
redirect_uris = ["{layout.portal_url}/account/oidc/digital_id/login/callback/"]
key_file = "{PUBLIC_KEY}"
"""


def id_providers_toml(layout: Layout) -> str:
    return f"""# The ID services people may sign in with: docs/reference/id-providers.md.
[[provider]]
id = "digital_id"
name = "見本の認証サービス"
name_en = "Demo ID service"
issuer = "{layout.id_url}/api/realms/main"
client_id = "{CLIENT_ID}"
client_auth = "private_key_jwt"
key_file = "{CLIENT_KEY}"
scopes = ["name", "address", "birthdate", "gender"]
acr_values = ["aal3"]
algorithms = ["ES256"]
sign_url = "{layout.id_url}/api/sign/transactions"
"""


def link(layout: Layout) -> None:
    """The portal's key and who is who. Written at each start, because the ports may have changed."""
    from joserfc.jwk import ECKey

    from todoke.web import keyfiles

    portal, id_service = layout.portal_config.parent, layout.id_config.parent
    if not (portal / CLIENT_KEY).exists():
        keyfiles.write_once(portal / CLIENT_KEY, ECKey.generate_key("P-256").as_pem(private=True))
    key = ECKey.import_key(keyfiles.read(portal / CLIENT_KEY))
    (id_service / PUBLIC_KEY).write_bytes(key.as_pem(private=False))
    (id_service / "clients.toml").write_text(clients_toml(layout))
    (portal / "id-providers.toml").write_text(id_providers_toml(layout))


def renew_trust(layout: Layout) -> None:
    """Whom portal and office believe, with a list of revoked cards that is new at each start."""
    from todoke.demo_id.spoilt_cards import write_demo_trust

    cards = layout.id_config.parent / CARDS
    ahead = read_values(str(layout.id_config))["demo_clock_offset"]  # the list is dated as the sites see it
    now = datetime.now(UTC) + timedelta(seconds=ahead)
    try:
        for site in (layout.portal_config.parent, layout.office_config(layout.staffed).parent):
            write_demo_trust(cards, site / TRUST, now=now)
    except OSError as error:
        raise OperatorError(
            f"The demo's cards in {cards} can't be read ({error.strerror}).",
            todo="Remove prepared.json beside them and start again.",
        ) from error
