"""Over HTTPS under another name: cookies bound to the host, and a tablet page that opens and pins without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserType

from tests.browser.conftest import Served
from tests.browser.tablet_page import open_tablet, pinned

pytestmark = pytest.mark.browser

NAME = "lykta.test"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path, str]:
    """Give a certificate, its key, and the fingerprint by which a browser is told to trust just this key."""
    made = trustme.CA().issue_cert(NAME)
    paths = tmp_path / "server.pem", tmp_path / "server.key"
    paths[0].write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
    made.private_key_pem.write_to_path(str(paths[1]))
    public = x509.load_pem_x509_certificate(made.cert_chain_pems[0].bytes()).public_key()
    key_bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return *paths, base64.b64encode(hashlib.sha256(key_bytes).digest()).decode()


@pytest.fixture
def trusting(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], certificate: tuple[Path, Path, str]
) -> Iterator[Browser]:
    """Give a browser that finds the name on this machine and trusts the certificate's key."""
    args = [
        *browser_type_launch_args["args"],
        f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={certificate[2]}",
    ]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


def test_a_tablet_opens_and_pins_without_a_network_and_sends_afterwards(
    serve: Callable[..., Served],
    open_context: Callable[..., Any],
    trusting: Browser,
    certificate: tuple[Path, Path, str],
    watch: Any,
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    served = serve(name=NAME, tls_cert=certificate[0], tls_key=certificate[1])
    assert served.url.startswith(f"https://{NAME}:")
    walk = served.house.plan()
    outdoors = open_context(host=NAME, within=trusting)
    tablet = open_tablet(outdoors, served, walk)
    page = tablet.page
    assert page.evaluate("() => [isSecureContext, 'locks' in navigator, 'subtle' in crypto]") == [True, True, True]
    (device,) = [cookie for cookie in outdoors.cookies() if "device" in cookie["name"]]
    assert device["name"] == "__Host-lykta_device"
    assert (device["secure"], device["httpOnly"], device["sameSite"], device["path"]) == (True, True, "Lax", "/")
    assert device["domain"] == NAME

    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    tablet.pin(text="Mörkt vid trappan.")
    tablet.says("Allt skickat")
    # the page is on the device once all that it was made of is
    page.wait_for_function(
        """() => {
          const late = async () => {
            const cache = await caches.open("lykta-shell");
            const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
            const needed = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
              .filter((path) => /^\\/(static|kartor)\\//.test(path));
            window.lyktaKept = [location.pathname, ...needed].every((path) => kept.has(path));
          };
          void late();
          return window.lyktaKept === true;
        }""",
        polling=250,
    )

    outdoors.set_offline(True)
    page.reload()
    page.wait_for_function("() => window.lykta && document.querySelector('#map canvas')")
    tablet.says("Ingen täckning.", "Inget väntar.")
    tablet.open_list()
    assert tablet.rows.count() == 1
    assert "Mörkt vid trappan." in tablet.rows.first.inner_text()
    tablet.back()
    tablet.pin("suggestion", "vegetation", text="Klipp häcken.")
    tablet.says("Ingen täckning.", "1 väntar, sparad på enheten")
    # the battery dies and the tablet is started again, still without a network
    page.reload()
    tablet.says("Ingen täckning.", "1 väntar, sparad på enheten")
    tablet.open_list()
    assert tablet.rows.count() == 2
    # the face of the words is on the device too
    loaded = (
        "() => [...document.fonts].some(({ family, status }) => family.includes('Source Sans') && status === 'loaded')"
    )
    assert page.evaluate(loaded)
    tablet.back()

    outdoors.set_offline(False)
    tablet.says("Allt skickat")
    assert [found.text for found in pinned(served.house)] == ["Mörkt vid trappan.", "Klipp häcken."]

    # the coordinator's cookie is bound in the same way
    desk = open_context(host=NAME, within=trusting)
    office = desk.new_page()
    office.goto(f"{served.url}/forsta-start/{served.house.hand_out('setup')}")
    office.get_by_role("button", name="Fortsätt som samordnare").click()
    office.wait_for_url("**/samordning")
    (session,) = [cookie for cookie in desk.cookies() if "session" in cookie["name"]]
    assert session["name"] == "__Host-lykta_session"
    assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Lax")
