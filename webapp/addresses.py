"""The whole address of a link: what is printed, sent and put into a QR code."""

from __future__ import annotations

from webapp.settings import Settings, base_url

WAYS = {
    "setup": "/forsta-start/",
    "coordinator": "/delning/",
    "outreach": "/delning/",
    "partner": "/delning/",
    "join": "/anslut/",
}
"""Path before the secret, by the purpose of the key; a code has no address."""


def link_address(purpose: str, secret: str, *, settings: Settings) -> str:
    """Give the whole address of the link with this secret; `purpose` is one of `WAYS`."""
    return f"{base_url(settings)}{WAYS[purpose]}{secret}"
