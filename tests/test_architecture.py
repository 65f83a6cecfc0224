"""The laws of the house: what may know what, and what no module may do."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest

from walks.access import Scope
from walks.store import Connection

ROOT = Path(__file__).parent.parent
PACKAGES = ("geodata", "walks", "webapp")
MAY_IMPORT = {"geodata": {"geodata"}, "walks": {"geodata", "walks"}, "webapp": {"geodata", "walks", "webapp"}}
LONGEST = 300
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc", "base"}
PROJECTED = {"places", "place_versions", "walks", "keys", "devices", "findings", "conflicts", "waiting", "operations"}
WRITERS = {"projection.py", "exchange.py", "rebuild.py", "log.py"}


def modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node


def importers(package: str, library: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in modules(package)
        for name, _ in imports(path)
        if name.partition(".")[0] == library
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_law_1_imports_run_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name, _ in imports(path)
        if (top := name.partition(".")[0]) in PACKAGES and top not in MAY_IMPORT[package]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ["flask", "jinja2", "markupsafe", "folium", "werkzeug"])
def test_law_1_neither_the_earth_nor_the_work_knows_of_pages(library: str) -> None:
    assert importers("geodata", library) | importers("walks", library) == set()


@pytest.mark.parametrize("library", ["sqlalchemy", "sqlite3"])
def test_law_2_sql_is_spoken_in_the_store_alone(library: str) -> None:
    speakers = importers("geodata", library) | importers("walks", library) | importers("webapp", library)
    # a stranger's GeoPackage is looked at before GDAL runs the SQL that stands in it; our own database is not touched
    strangers_file = {"geodata/vector_parts.py"} if library == "sqlite3" else set()
    assert {path for path in speakers if not path.startswith("walks/store/")} == strangers_file


def test_law_2_alembic_is_imported_only_inside_the_function_that_upgrades() -> None:
    where = [
        (path.relative_to(ROOT).as_posix(), node.col_offset)
        for package in PACKAGES
        for path in modules(package)
        for name, node in imports(path)
        if name.partition(".")[0] == "alembic" and isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert {path for path, _ in where} == {"walks/store/migrations/__init__.py", "walks/store/migrations/env.py"}
    assert all(indent > 0 for path, indent in where if path.endswith("__init__.py"))


def test_law_3_frames_are_made_under_analysis_and_never_reach_a_view() -> None:
    assert {path for path in importers("walks", "geopandas") if not path.startswith("walks/analysis/")} == set()
    frames = importers("webapp", "geopandas") | importers("webapp", "pandas")
    assert {path for path in frames if not path.startswith("webapp/export/")} == set()
    views = [path for path in modules("webapp") if path.parent.name in {"views", "api"}]
    assert [path for path in views for name, _ in imports(path) if name.startswith("walks.analysis")] == []


def test_law_4_folium_stands_in_the_maps_room_alone() -> None:
    for library in ("folium", "branca"):
        found = importers("webapp", library) | importers("walks", library) | importers("geodata", library)
        assert {path for path in found if not path.startswith("webapp/maps/")} == set()


CLOCKS = re.compile(
    r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|os\.urandom|uuid\.uuid[14]\(|\bsecrets\.\w+\(|"
    r"random\.(random|choice|randint|shuffle|uniform|randbytes|sample)\("
)


def test_law_5_the_work_reads_no_clock_and_rolls_no_dice() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*modules("walks"), *modules("geodata")]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if CLOCKS.search(line)
    ]
    assert wrong == []


SCOPED_READERS = {
    "walks.store.findings": {"findings_seen", "changes_seen", "last_change", "left_out", "restricted_findings"},
    "walks.store.walks": {"walks_seen", "findings_per_walk"},
    "walks.store.exchange": {"load"},
}
NOT_ABOUT_FINDINGS = {
    "walks.store.places": {"all_places", "place", "place_on", "place_versions"},
    "walks.store.basemaps": {"keep", "content", "packed_content", "basemap_of"},
    "walks.store.walks": {"walk", "find_device", "has_real_walks", "demo_places"},
    "walks.store.keys": {"key_with", "key", "all_keys", "open_session", "session_keys", "close_session"},
    "walks.store.facts": {"read", "write", "forget"},
    "walks.store.log": {"body_hash", "link", "head", "holds", "append", "faults", "canonical"},
    "walks.store.exchange": {"save", "observed", "raw_of"},
    "walks.store.projection": {"record", "project", "time_text"},
    "walks.store.scoping": {"within"},
    "walks.store.rebuild": {"emptied", "rows", "entry_of"},
    "walks.store.database": {"open_store"},
    "walks.store.dialect": {"make_engine", "is_sound"},
    "walks.store.tables": set[str](),
}


def test_law_6_no_finding_is_read_without_a_scope() -> None:
    for name in {*SCOPED_READERS, *NOT_ABOUT_FINDINGS}:
        module = import_module(name)
        public = {
            function
            for function, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == name and not function.startswith("_")
        }
        scoped = SCOPED_READERS.get(name, set())
        assert public == scoped | NOT_ABOUT_FINDINGS.get(name, set()), f"{name}: a new function needs a decision"
        for function in scoped:
            parameters = inspect.signature(getattr(module, function)).parameters.values()
            assert [item.annotation for item in parameters][:2] == ["Connection", "Scope"], f"{name}.{function}"
    on_disk = {f"walks.store.{path.stem}" for path in (ROOT / "walks/store").glob("*.py") if path.stem != "__init__"}
    assert on_disk == {*SCOPED_READERS, *NOT_ABOUT_FINDINGS}
    assert Connection.__name__ == "Connection"
    assert Scope.__name__ == "Scope"


def test_law_6_a_scope_is_made_in_one_place() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Scope"
    }
    assert makers == {"walks/access.py"}


def test_law_7_what_people_read_is_changed_only_where_the_log_is_written() -> None:
    wrong = []
    for path in modules("walks/store"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            names = {argument.id for argument in node.args if isinstance(argument, ast.Name)}
            if node.func.id in {"insert", "update", "delete", "upsert"} and names & PROJECTED:
                wrong += [] if path.name in WRITERS else [f"{path.name}:{node.lineno}"]
    assert wrong == []


def test_law_8_the_help_of_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys, contextlib\n"
        "from webapp.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main(['--help'])\n"
        "heavy = {'geopandas', 'pandas', 'folium', 'alembic', 'shapely', 'numpy', 'flask', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_law_8_modules_stay_short_and_have_a_name_that_says_something() -> None:
    for package in PACKAGES:
        for path in modules(package):
            lines = path.read_text("utf-8").count("\n")
            assert lines <= LONGEST, f"{path.relative_to(ROOT)} has {lines} lines"
            assert path.stem not in VAGUE, path
    for path in (ROOT / "webapp/static/js").rglob("*.*js"):
        assert path.read_text("utf-8").count("\n") <= LONGEST, path
        assert path.stem not in VAGUE, path


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    for package in PACKAGES:
        for path in modules(package):
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


class Words(HTMLParser):
    """Gathers text that stands in a template outside the catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[A-Za-zÅÄÖåäö]{2,}", data):
            self.found.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spoken = {"aria-label", "title", "placeholder", "alt"}
        self.found += [value for name, value in attrs if name in spoken and value and re.search(r"[A-Za-z]{2,}", value)]


NAMES = {"Lykta", "English", "Svenska", "EN", "SV", "–", "– Lykta"}


@pytest.mark.parametrize("path", sorted((ROOT / "webapp/templates").glob("*.html")), ids=lambda path: path.name)
def test_law_9_every_word_of_a_template_is_in_the_catalogue(path: Path) -> None:
    attributes = r"\{% block (?:body_class|main_class|main_attributes) %\}.*?\{% endblock %\}"
    source = re.sub(attributes, "", path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    words = Words()
    words.feed(source)
    loose = [found for found in words.found if found not in NAMES]
    # what a macro hands out as attributes is no text
    assert [found for found in loose if not re.fullmatch(r'([\w-]+="[^"]*"\s*)+', found)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "webapp/static/js").rglob("*.mjs")), ids=lambda path: path.name)
def test_law_9_every_sentence_of_a_script_is_in_the_catalogue(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
    literals = list(re.finditer(r"(?P<quote>[\"'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)", source))
    loose = [
        match["text"]
        for match in literals
        if re.search(r"[åäöÅÄÖ]", match["text"])
        and not re.search(r"(?:\b_|ngettext)\(\s*(?:\"[^\"]*\",\s*)?$", source[: match.start()])
        and not re.fullmatch(r"\[[^\]]*\][^ ]*", match["text"])
    ]
    assert loose == []


def test_scripts_never_write_markup() -> None:
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    scripts = (ROOT / "webapp/static/js").rglob("*.*js")
    wrong = [str(path.relative_to(ROOT)) for path in scripts if markup.search(path.read_text("utf-8"))]
    assert wrong == []


def test_law_9_every_page_with_a_map_has_the_same_content_as_a_list() -> None:
    for path in (ROOT / "webapp/templates").glob("*.html"):
        source = path.read_text("utf-8")
        if 'id="map"' in source:
            a_list = r"<[uo]l[^>]*data-(entries|rows|list)|<[uo]l[^>]*class=\"[^\"]*(rows|list|entries)"
            assert re.search(a_list, source), path
