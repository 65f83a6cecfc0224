"""The handbook tells every command, setting, address and thing kept, none that is gone, and its examples work."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

from geodata.basemap_build import LIMIT_BYTES, MARGIN_M
from tests.conftest import House
from tests.webapp.handbook_pages import FOLDER, Fragment
from walks.finding import PLACE_MARGIN_M, TEXT_LIMIT
from walks.vocabulary import vocabulary
from walks.walk import WORK_AFTER_CLOSE
from webapp import i18n, rates, security
from webapp.api.operations import BATCH_OPERATIONS, LEAST_FREE_BYTES
from webapp.application import LIMITS
from webapp.cli import LONGEST_LINK_DAYS, parser
from webapp.overpass_client import ATTEMPTS, LARGEST_BYTES, LONGEST_PAUSE_S, WHOLE_S
from webapp.server import THREADS
from webapp.sessions import DEVICE, DEVICE_LIFETIME, SESSION, SESSION_LIFETIME
from webapp.settings import FIELDS, FILE, PREFIX, load
from webapp.views.help import PAGES

OF_EVERY_COMMAND = {"-h", "--help", "--data"}
SCRIPTS = Path(security.__file__).parent / "static" / "js"
EXAMPLE_HOSTS = {"localhost", "lykta.example.se"}
WORDS: dict[float, str] = {2: "två", 4: "fyra", 5: "fem"}
NUMBER = re.compile(r"\b0\d{1,3}[- ]?\d[\d ]{4,9}\d\b")
FICTION = re.compile(r"08-?465 ?004 ?\d\d|070-?174 ?06 ?(?:0[5-9]|[1-9]\d)")


def commands(found: argparse.ArgumentParser, words: str = "lykta") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser, `lykta link` before `lykta link new`."""
    if words != "lykta":
        yield words, found
    for action in found._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from commands(inner, f"{words} {name}")


COMMANDS = dict(commands(parser()))


def blanked(address: str) -> str:
    """An address without the names of its parts: the rules name them in English, the handbook in Swedish."""
    return re.sub(r"<[^>]*>", "<>", address)


@pytest.fixture(scope="module")
def manual() -> Fragment:
    return Fragment("systemforvaltare")


@pytest.fixture(scope="module")
def privacy() -> Fragment:
    return Fragment("integritet")


def test_every_page_of_the_menu_is_written_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.html" for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_well_formed_and_plain(name: str) -> None:
    fragment = Fragment(name)
    assert fragment.faults == []
    assert [item for item, count in Counter(fragment.ids).items() if count > 1] == []
    levels = [level for level, _, _ in fragment.headings]
    assert levels[0] == "h2"
    assert all(section and text.strip() for _, section, text in fragment.headings)


def test_pages_are_served(house: House) -> None:
    # the client looks at the whole page: one h1, unique ids, nothing inline, no outside address
    answers = {name: house.client().get(f"/hjalp/{name}").status_code for name in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)


def test_links_lead_to_pages_and_sections_that_exist(house: House) -> None:
    routes = house.app.url_map.bind("localhost")
    broken = []
    for name, link in ((page, link) for page in PAGES for link in Fragment(page).links):
        path, _, section = link.partition("#")
        try:
            _, named = routes.match(path or f"/hjalp/{name}", method="GET")
        except HTTPException:
            broken.append((name, link))
            continue
        target = named.get("page", "start" if path == "/hjalp" else path.strip("/"))
        is_page = target in PAGES or not path.startswith("/hjalp")
        if not is_page or (section and section not in Fragment(target).ids):
            broken.append((name, link))
    assert broken == []


@pytest.mark.parametrize("name", PAGES)
def test_words_keep_to_the_house(name: str) -> None:
    fragment = Fragment(name)
    assert "!" not in fragment.prose
    assert "tyvärr" not in fragment.prose.lower()
    assert [found for found in NUMBER.findall(fragment.prose) if not FICTION.fullmatch(found)] == []
    whole = " ".join([fragment.prose, *(code for _, code in fragment.codes)])
    assert set(re.findall(r"https?://([\w.-]+)", whole)) <= EXAMPLE_HOSTS


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_told_with_its_options_and_no_others(manual: Fragment, command: str) -> None:
    name = command.replace(" ", "-")
    assert [text for _, section, text in manual.headings if section == name] == [command]
    told = " ".join(code for section, code in manual.codes if section == name).split()
    actions = [item for item in COMMANDS[command]._actions if not isinstance(item, argparse._SubParsersAction)]
    options = {option for action in actions for option in action.option_strings}
    choices = {str(choice) for action in actions for choice in action.choices or ()}
    assert (options - OF_EVERY_COMMAND) | choices <= set(told)
    assert {word for word in told if word.startswith("-")} <= options


def test_commands_that_are_gone_are_not_told(manual: Fragment) -> None:
    assert {text for level, _, text in manual.headings if text.startswith("lykta ")} == COMMANDS.keys()
    anywhere = " ".join(code for _, code in manual.codes).split()
    assert set(anywhere) >= OF_EVERY_COMMAND


def test_examples_of_commands_are_understood(manual: Fragment) -> None:
    lines = "\n".join(manual.examples).replace("\\\n", " ").splitlines()
    found = [shlex.split(line) for line in lines if line.startswith("lykta ")]
    assert found
    for words in found:
        parser().parse_args(words[1:])


def test_settings_are_told_by_both_names_and_no_others(manual: Fragment) -> None:
    told = [
        re.match(r"(\w+), (?:i filen (\w+)|inte i filen): .", item) for item in manual.items if item.startswith(PREFIX)
    ]
    real = {PREFIX + name.upper(): None if name == "data" else name for name in FIELDS}
    assert {found[1]: found[2] for found in told if found} == real
    assert all(told)


def test_example_of_a_settings_file_is_accepted(manual: Fragment, tmp_path: Path) -> None:
    (example,) = [text for text in manual.examples if "public_url" in text]
    (tmp_path / FILE).write_text(example, encoding="utf-8")
    settings = load(environ={}, options={"data": tmp_path})
    assert (settings.public_url, settings.trusted_proxy) == ("https://lykta.example.se", 1)


def test_addresses_are_told_with_their_methods_and_no_others(house: House, manual: Fragment) -> None:
    real = {
        (blanked(rule.rule), method)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    found = [re.match(r"(\S+) \(([A-Z, ]+)\): .", item) for item in manual.items if item.startswith("/")]
    assert all(found)
    assert {(blanked(item[1]), method) for item in found if item for method in item[2].split(", ")} == real


def test_examples_of_the_interface_work(house: House, manual: Fragment) -> None:
    walk = house.plan("tessinparken")
    tablet, client = house.join(walk), house.client()
    link = {"Authorization": f"Bearer {house.secret('partner', place='tessinparken')}"}
    code = house.secret("participant", walk=walk.walk_id)
    names = {"$WALK": walk.walk_id, "$DEVICE": tablet.device_id, "KODEN": code}
    seen: list[str] = []
    for example in (text.replace("\\\n", " ") for text in manual.examples if "curl" in text):
        for call in example.split("curl ")[1:]:
            names["$NEXT"] = client.get("/api/v1/places/tessinparken/changes", headers=link).get_json()["next"]
            words = re.sub(r"'(\$\w+)'", r"\1", call)
            for name, value in names.items():
                words = words.replace(name, value)
            (address,) = re.findall(r"http://localhost:8000(/[^\s\"]+)", words)
            body = re.search(r"-d '(.*)'", words, re.DOTALL)
            headers = tablet.headers if "$TOKEN" in call else link if "$SECRET" in call else {}
            if body:
                answer = client.post(address, json=json.loads(body[1]), headers=headers)
                seen += [item["result"] for item in answer.get_json().get("results", [])]
            else:
                answer = client.get(address, headers=headers)
            assert answer.status_code == 200, (call, answer.get_data(as_text=True))
    assert seen == ["applied"]


def test_results_of_operations_are_told(manual: Fragment) -> None:
    source = (SCRIPTS / "tablet" / "exchange.mjs").read_text("utf-8")
    (listed,) = re.findall(r"DURABLE = new Set\(\[(.*?)\]\)", source)
    told = {item.partition(":")[0] for item in manual.items}
    assert set(re.findall(r"\w+", listed)) | {"retry"} <= told


def test_everything_kept_on_the_device_is_told(privacy: Fragment) -> None:
    database = (SCRIPTS / "tablet" / "database.mjs").read_text("utf-8")
    stores = re.findall(r'createObjectStore\("(\w+)"', database)
    caches = re.findall(r'CACHE = "([\w-]+)"', (SCRIPTS / "sw.js").read_text("utf-8"))
    theme = re.findall(r"document\.cookie = `(\w+)=", (SCRIPTS / "lib" / "theme-toggle.mjs").read_text("utf-8"))
    proving = {security.cookie_name(SESSION, secure=False): SESSION_LIFETIME}
    proving |= {security.cookie_name(DEVICE, secure=False): DEVICE_LIFETIME}
    assert stores and caches and theme
    kept = [re.match(r"([\w-]+): .+ Finns kvar: (.+)", item) for item in privacy.items]
    told = {found[1]: found[2] for found in kept if found}
    assert told.keys() == {*stores, *caches, *theme, *proving, i18n.COOKIE}
    codes = {code for _, code in privacy.codes}
    assert {security.cookie_name(name, secure=True) for name in (SESSION, DEVICE)} <= codes
    assert all(f"{lifetime.days} dagar" in told[name] for name, lifetime in proving.items())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("deltagare", f"högst {TEXT_LIMIT:,} tecken".replace(",", "\xa0")),
        ("deltagare", f"i {WORK_AFTER_CLOSE.total_seconds() / 3600:.0f} timmar till"),
        ("gruppledare", f"mer än {PLACE_MARGIN_M:.0f} meter från platsen"),
        ("samordnare", f"samordnarens i {SESSION_LIFETIME.days} dagar"),
        ("systemforvaltare", f"{LIMITS['joining.join'] // 1024} kB för att gå med"),
        ("systemforvaltare", f"{LIMITS['operations.upload'] // 1024} kB för en sändning"),
        ("systemforvaltare", f"{LIMITS['place_pages.upload'] // 1024**2} MB för en fil med områden"),
        ("systemforvaltare", f"{LIMITS['place_pages.add'] // 1024} kB för en ritad gräns"),
        ("samordnare", f"högst {LIMITS['place_pages.upload'] // 1024**2} MB"),
        ("systemforvaltare", f"{security.BODY_BYTES // 1024} kB för annat"),
        ("systemforvaltare", f"Högst {BATCH_OPERATIONS} händelser i en sändning"),
        ("systemforvaltare", f"mindre än {LEAST_FREE_BYTES // 1024**2} MB kvar"),
        ("systemforvaltare", f"{rates.PER_ADDRESS[0][0]} på en minut eller {rates.PER_ADDRESS[1][0]} på en timme"),
        ("systemforvaltare", f"Kommer {rates.OVER_ALL[0]} på en timme"),
        ("systemforvaltare", f"en av serverns {THREADS} arbetare"),
        ("systemforvaltare", f"högst {LONGEST_LINK_DAYS}"),
        ("systemforvaltare", f"{MARGIN_M:.0f} meter runt om och blir högst {LIMIT_BYTES // 1000} kB packad"),
        ("systemforvaltare", f"Ett svar får ta {WORDS[WHOLE_S / 60]} minuter och vara {LARGEST_BYTES // 1024**2} MB"),
        ("systemforvaltare", f"högst {WORDS[LONGEST_PAUSE_S / 60]} minuter, och frågar högst {WORDS[ATTEMPTS]} gånger"),
    ],
)
def test_numbers_are_those_of_the_code(name: str, words: str) -> None:
    assert words in Fragment(name).prose


def test_kinds_and_the_way_to_a_restricted_finding_are_called_as_on_the_buttons() -> None:
    words, told = vocabulary(), Fragment("deltagare").prose
    assert [item.label() for item in words.kinds if item.label() not in told] == []
    assert [item.short() for item in words.categories if item.restricted and item.short() not in told] == []
