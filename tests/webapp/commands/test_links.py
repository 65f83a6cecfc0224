"""`lykta link`: one link per role, a list without secrets, and an end to each at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import LOOPBACK, House
from tests.webapp.commands.conftest import Answer

ORIGIN = "http://localhost:8000"


def path_of(answer: Answer) -> str:
    (link,) = answer.done()
    assert link.startswith(f"{ORIGIN}/")
    return link.removeprefix(ORIGIN)


def listed(answer: Answer) -> list[list[str]]:
    return [line.split("\t") for line in answer.done()]


def test_a_setup_link_opens_the_desk_once(lykta: Callable[..., Answer], beside: House) -> None:
    path = path_of(lykta("link", "new"))
    browser = beside.client()

    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code == 303
    assert browser.get("/samordning").status_code == 200
    assert beside.client().post(path).status_code == 404


@pytest.mark.parametrize(("role", "page"), [("partner", "/plats/stureplan"), ("outreach", "/samordning/skyddade")])
def test_a_link_of_a_role_opens_its_page_and_ends_when_revoked(
    role: str, page: str, lykta: Callable[..., Answer], beside: House
) -> None:
    words = ("link", "new", "--role", role, "--place", "stureplan", "--holder", "Väktare natt", "--days", "30")
    path = path_of(lykta(*words))
    browser = beside.client()
    assert browser.get(path, environ_base=LOOPBACK).status_code == 303
    assert browser.get(page).status_code == 200

    (row,) = listed(lykta("link", "list"))
    assert row[1:] == [role, "stureplan", "Väktare natt", "gäller", "till 2026-12-26"]
    assert lykta("link", "revoke", row[0]).done() == ["Länken är spärrad."]

    assert browser.get(page).status_code == 404
    assert beside.client().get(path).status_code == 404
    assert listed(lykta("link", "list"))[0][4] == "gäller inte"


def test_revoking_the_setup_link_ends_the_coordinators_session(lykta: Callable[..., Answer], beside: House) -> None:
    path = path_of(lykta("link", "new"))
    browser = beside.client()
    browser.post(path)
    (row,) = listed(lykta("link", "list"))

    lykta("link", "revoke", row[0]).done()

    assert browser.get("/samordning").status_code == 404


def test_a_partner_link_without_texts_shares_the_points_alone(lykta: Callable[..., Answer], beside: House) -> None:
    beside.join(beside.plan()).pin(text="Mörkt vid trappan.")
    words = ("link", "new", "--role", "partner", "--place", "tessinparken", "--without-texts")
    browser = beside.client()
    browser.get(path_of(lykta(*words)))

    answer = browser.get("/api/v1/places/tessinparken/findings").get_data(as_text=True)

    assert '"lighting"' in answer
    assert "trappan" not in answer


def test_the_list_tells_no_secret(lykta: Callable[..., Answer], beside: House) -> None:
    walk = beside.plan()
    made = [lykta("link", "new").done()[0], lykta("link", "new", "--role", "partner", "--place", "stureplan").done()[0]]
    secrets = [link.rsplit("/", 1)[1] for link in made]
    secrets += [beside.secret(purpose, walk=walk.walk_id) for purpose in ("participant", "leader", "join")]

    answer = lykta("link", "list").out

    purposes = {line.split("\t")[1] for line in answer.splitlines()}
    assert purposes == {"setup", "partner", "participant", "leader", "join"}
    assert [secret for secret in secrets if secret in answer] == []
    # nor anything as long as one, besides the identifiers that `revoke` takes
    without_ids = re.sub(r"(?m)^[0-9a-f-]{36}\t", "", answer)
    assert re.findall(r"[\w-]{16,}", without_ids) == []


def test_links_begin_with_the_address_that_people_use(
    lykta: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYKTA_PUBLIC_URL", "https://lykta.example.se/")

    (link,) = lykta("link", "new").done()

    assert link.startswith("https://lykta.example.se/forsta-start/")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--role", "partner"), "--place"),
        (("--role", "partner", "--place", "globen"), "lykta places list"),
        (("--place", "stureplan"), "--role partner"),
        (("--days", "3"), "--role partner"),
        (("--role", "outreach", "--place", "stureplan", "--without-texts"), "--without-texts"),
        (("--role", "partner", "--place", "stureplan", "--holder", "x" * 121), "--holder"),
        (("--role", "partner", "--place", "stureplan", "--holder", "en\tannan"), "--holder"),
    ],
)
def test_a_link_that_would_not_be_what_its_maker_believes_is_refused(
    words: tuple[str, ...], remedy: str, lykta: Callable[..., Answer]
) -> None:
    assert remedy in lykta("link", "new", *words).refusal()
    assert lykta("link", "list").done() == []


def test_an_unknown_link_cannot_be_revoked(lykta: Callable[..., Answer]) -> None:
    assert "lykta link list" in lykta("link", "revoke", "019ac000-0000-7000-8000-000000000000").refusal()
