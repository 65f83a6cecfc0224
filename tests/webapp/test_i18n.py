"""Swedish unless somebody asks for English; times and days as they are said in Stockholm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from webapp import assets, i18n
from webapp.i18n import _, lang, ngettext, text_date, text_date_year, text_time

EVENING = datetime(2026, 11, 26, 17, 42, tzinfo=UTC)
PAGE = "{{ lang }}|{{ _('Hej %(name)s', name='Bo') }}|{{ text_time(at) }}|{{ catalogue_url }}"


@pytest.fixture
def translations(tmp_path: Path) -> Path:
    """English for one sentence, and nothing else."""
    catalogue = Catalog(locale="en")
    catalogue.add("Hej %(name)s", "Hello %(name)s")
    catalogue.add(("%(num)s fynd av %(name)s", "%(num)s fynden av %(name)s"), ("%(num)s find", "%(num)s finds"))
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    return tmp_path


@pytest.fixture
def app(translations: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    static = tmp_path_factory.mktemp("static")
    (static / "js" / "catalogue").mkdir(parents=True)
    (static / "js" / "catalogue" / "en.json").write_text("{}", encoding="utf-8")
    app = Flask(__name__, static_folder=None)
    i18n.register(app, translations=translations)
    assets.register(app, folder=static)
    app.add_url_rule("/", view_func=lambda: render_template_string(PAGE, at=EVENING))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def swedish(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?sprak=en"):
        yield


def test_the_page_is_swedish_whatever_the_device_prefers(client: FlaskClient) -> None:
    assert client.get("/", headers={"Accept-Language": "en"}).text == "sv|Hej Bo|18.42|"


def test_the_address_chooses_english_and_the_browser_remembers_it(client: FlaskClient) -> None:
    first = client.get("/?sprak=en")
    language, greeting, time, catalogue = first.text.split("|")

    assert (language, greeting, time) == ("en", "Hello Bo", "18:42")
    assert catalogue.startswith("/static/")
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert client.get("/").text.startswith("en|")


def test_the_address_goes_before_what_the_browser_remembers(client: FlaskClient) -> None:
    client.get("/?sprak=en")

    assert client.get("/?sprak=sv").text.startswith("sv|")
    assert client.get("/").text.startswith("sv|")


@pytest.mark.parametrize("asked", ["de", "", "en/../sv", "SV"])
def test_a_language_that_is_not_there_changes_nothing(client: FlaskClient, asked: str) -> None:
    client.set_cookie("lykta_sprak", asked)
    response = client.get("/", query_string={"sprak": asked})

    assert response.text.startswith("sv|")
    assert "Set-Cookie" not in response.headers


def test_missing_catalogues_show_the_swedish_sentences(tmp_path: Path) -> None:
    app = Flask(__name__, static_folder=None)
    i18n.register(app, translations=tmp_path / "nothing")
    assets.register(app, folder=tmp_path)
    app.add_url_rule("/", view_func=lambda: render_template_string(PAGE, at=EVENING))

    assert app.test_client().get("/?sprak=en").text == "en|Hej Bo|18:42|"


def test_one_and_many_have_their_own_words(swedish: None) -> None:
    assert ngettext("%(num)s fynd av %(name)s", "%(num)s fynden av %(name)s", 1, name="Bo") == "1 fynd av Bo"
    assert ngettext("%(num)s fynd av %(name)s", "%(num)s fynden av %(name)s", 2, name="Bo") == "2 fynden av Bo"


def test_one_and_many_are_translated(english: None) -> None:
    assert ngettext("%(num)s fynd av %(name)s", "%(num)s fynden av %(name)s", 2, name="Bo") == "2 finds"


def test_words_are_swedish_outside_a_request() -> None:
    assert (lang(), _("Hej %(name)s", name="Bo")) == ("sv", "Hej Bo")


def test_days_and_times_are_those_of_stockholm(swedish: None) -> None:
    late = datetime(2026, 7, 1, 22, 5, tzinfo=UTC)

    assert text_time(EVENING) == "18.42"
    assert text_time(late) == "00.05"
    assert text_date(EVENING) == "torsdag 26 november"
    assert text_date(late) == "torsdag 2 juli"
    assert text_date_year(date(2026, 11, 26)) == "torsdag 26 november 2026"


def test_days_are_said_in_english(english: None) -> None:
    assert text_date(EVENING) == "Thursday 26 November"


@pytest.mark.parametrize("say", [text_time, text_date, text_date_year])
def test_a_time_without_a_zone_is_refused(swedish: None, say: object) -> None:
    assert callable(say)
    with pytest.raises(ValueError, match="time zone"):
        say(datetime(2026, 11, 26, 18, 42))
