from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from geodata.areas import Area, builtin_areas
from webapp.maps import shell
from webapp.maps.shell import RefusedMapInputError, editor_script, map_script

URL = "/kartor/lilla-torget-0123456789abcdef.geojson"

HOSTILE = [
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "${alert(1)}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><svg onload=alert(1)>",
    "`);alert(1)//",
    "=HYPERLINK(1)",
    '#read("/etc/passwd")',
]


def square(**changes: Any) -> Area:
    """A made-up place: a square of a hundredth of a degree, in no data set."""
    plain = Area(
        code="lilla-torget",
        name="Lilla torget",
        kind="walk_area",
        valid_from=date(2021, 1, 1),
        valid_to=None,
        centre=(18.005, 59.005),
        boundary={
            "type": "Polygon",
            "coordinates": [[[18.0, 59.0], [18.012345, 59.0], [18.012345, 59.01], [18.0, 59.01], [18.0, 59.0]]],
        },
        schematic=False,
    )
    return replace(plain, **changes)


def script_text(area: Area, cache: Path, *, url: str = URL) -> str:
    return map_script(area, basemap_url=url, cache=cache).path.read_text(encoding="utf-8")


def without_folium(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "folium" or name == "webapp.maps.layers"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("webapp.maps.layers", raising=False)
    monkeypatch.setitem(sys.modules, "folium", None)


def test_the_geometry_of_a_new_place_is_in_its_script(tmp_path: Path) -> None:
    text = script_text(square(), tmp_path)
    assert "[[[59.0, 18.0], [59.0, 18.012345], [59.01, 18.012345], [59.01, 18.0], [59.0, 18.0]]]" in text
    assert "map_0.fitBounds(\n[[59.0, 18.0], [59.01, 18.012345]]," in text


def test_every_polygon_of_a_place_in_two_parts_is_in_its_script(tmp_path: Path) -> None:
    ring = [[18.0, 59.0], [18.001, 59.0], [18.001, 59.001], [18.0, 59.0]]
    far = [[x + 0.01, y] for x, y in ring]
    text = script_text(square(boundary={"type": "MultiPolygon", "coordinates": [[ring], [far]]}), tmp_path)
    assert text.count("L.polygon(") == 2
    assert "[59.0, 18.01]" in text


def test_without_folium_a_new_place_has_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_folium(monkeypatch)
    with pytest.raises(ImportError, match="folium"):
        map_script(square(), basemap_url=URL, cache=tmp_path)


def test_a_map_that_was_made_once_is_found_without_folium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = map_script(square(), basemap_url=URL, cache=tmp_path)
    without_folium(monkeypatch)
    assert map_script(square(), basemap_url=URL, cache=tmp_path) == first


def test_a_changed_boundary_is_another_map(tmp_path: Path) -> None:
    moved = {
        "type": "Polygon",
        "coordinates": [[[18.0, 59.0], [18.02, 59.0], [18.02, 59.01], [18.0, 59.01], [18.0, 59.0]]],
    }
    one = map_script(square(), basemap_url=URL, cache=tmp_path)
    other = map_script(square(boundary=moved), basemap_url=URL, cache=tmp_path)
    assert one.name != other.name
    assert one.path.is_file() and other.path.is_file()


def test_the_name_of_a_script_is_the_hash_of_its_content(tmp_path: Path) -> None:
    import hashlib

    script = map_script(square(), basemap_url=URL, cache=tmp_path)
    assert script.name == f"{hashlib.sha256(script.path.read_bytes()).hexdigest()[:16]}.js"
    assert re.fullmatch(r"[0-9a-f]{16}\.js", script.name)


def test_two_renders_in_one_process_are_equal(tmp_path: Path) -> None:
    assert script_text(square(), tmp_path / "one") == script_text(square(), tmp_path / "other")


OTHER_PROCESS = """
import sys
from pathlib import Path
from geodata.areas import builtin_area
from webapp.maps.shell import map_script
script = map_script(builtin_area("tessinparken"), basemap_url=sys.argv[2], cache=Path(sys.argv[1]))
heavy = {"folium", "branca", "pandas", "geopandas", "numpy", "shapely", "pyproj"}
print(script.name, *sorted(heavy & set(sys.modules)))
"""


def in_another_process(cache: Path, *, seed: str) -> list[str]:
    command = [sys.executable, "-c", OTHER_PROCESS, str(cache), URL]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def test_two_renders_in_two_processes_are_equal(tmp_path: Path) -> None:
    one, other = in_another_process(tmp_path / "one", seed="1"), in_another_process(tmp_path / "other", seed="2")
    assert one[0] == other[0]
    assert "folium" in one
    assert (tmp_path / "one" / one[0]).read_bytes() == (tmp_path / "other" / one[0]).read_bytes()


def test_the_second_process_loads_nothing_heavy_for_a_kept_map(tmp_path: Path) -> None:
    first, *_ = in_another_process(tmp_path, seed="1")
    assert in_another_process(tmp_path, seed="2") == [first]


@pytest.mark.parametrize("words", HOSTILE)
def test_the_words_of_a_place_never_enter_folium(words: str, tmp_path: Path) -> None:
    boundary = {**square().boundary, "name": words, "bbox": [words], "properties": {words: words}}
    hostile = square(code=words, name=words, kind=words, boundary=boundary)
    assert script_text(hostile, tmp_path / "hostile") == script_text(square(), tmp_path / "plain")


@pytest.mark.parametrize(
    "url",
    [
        *HOSTILE,
        "",
        "https://example.org/kartor/a.geojson",
        "//example.org/a.geojson",
        "/kartor/../secrets.geojson",
        "/kartor/{{7*7}}.geojson",
        "/kartor/a.geojson?x=1",
        "/kartor/a.geojson\n",
        "/kartor/Å.geojson",
        "kartor/a.geojson",
        "/kartor/a.js",
    ],
)
def test_an_address_that_is_not_ours_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedMapInputError, match="basemap_url"):
        map_script(square(), basemap_url=url, cache=tmp_path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("value", [*HOSTILE, "18.0", True, None, float("nan"), float("inf"), 181.0, [18.0], 10**400])
def test_a_coordinate_that_is_not_a_number_of_degrees_is_refused(value: Any, tmp_path: Path) -> None:
    ring = [[18.0, 59.0], [value, 59.0], [18.01, 59.01], [18.0, 59.0]]
    with pytest.raises(RefusedMapInputError, match="boundary"):
        map_script(square(boundary={"type": "Polygon", "coordinates": [ring]}), basemap_url=URL, cache=tmp_path)


@pytest.mark.parametrize(
    "boundary",
    [
        {},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[18.0, 59.0], [18.0, 59.0]]]},
        {"type": "Polygon", "coordinates": 7},
        {"type": "LineString", "coordinates": [[18.0, 59.0], [18.1, 59.0]]},
        {"type": "{{ 7 * 7 }}", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": [[]]},
    ],
)
def test_a_boundary_that_is_no_area_is_refused(boundary: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(RefusedMapInputError, match="boundary"):
        map_script(square(boundary=boundary), basemap_url=URL, cache=tmp_path)


def test_nothing_but_a_place_an_address_and_a_folder_can_be_given() -> None:
    parameters = signature(map_script).parameters
    assert {name: str(parameter.annotation) for name, parameter in parameters.items()} == {
        "area": "Area",
        "basemap_url": "str",
        "cache": "Path",
    }


@pytest.mark.parametrize("area", builtin_areas(), ids=lambda area: area.code)
def test_the_script_of_a_shipped_place_calls_nobody_outside(area: Area, tmp_path: Path) -> None:
    text = script_text(area, tmp_path)
    assert "http" not in text and "//" not in text
    assert area.name not in text.replace("\\u00d6", "Ö").replace(URL, "")


def test_no_word_of_whose_map_it_is_enters_folium(tmp_path: Path) -> None:
    """The page's own element says it: the line may have been written by somebody, and is translated."""
    text = script_text(square(schematic=True), tmp_path)
    assert text == script_text(square(schematic=False), tmp_path / "other")
    assert "OpenStreetMap" not in text and "Schematisk" not in text and "\\u00a9" not in text


def test_the_reader_may_zoom_and_the_map_ends_where_its_ground_does(tmp_path: Path) -> None:
    text = script_text(square(), tmp_path)
    for option in ('"minZoom": 14', '"maxZoom": 20', '"zoomControl": false', '"attributionControl": false'):
        assert option in text
    assert "user-scalable" not in text and "maximum-scale" not in text


def test_the_script_ends_by_handing_over_the_map_and_its_layers(tmp_path: Path) -> None:
    text = script_text(square(), tmp_path)
    basemap, config = re.search(r"var (lykta_basemap_\d+) = lykta\.basemap\((.*)\);", text).groups()  # type: ignore[union-attr]
    findings = re.search(r"var (lykta_findings_\d+) = lykta\.findings\(", text)[1]  # type: ignore[index]
    assert json.loads(config)["url"] == URL
    assert text.endswith(f"lykta.mount(map_0, {{\nbasemap: {basemap},\nfindings: {findings}\n}});\n")


def test_the_lists_that_folium_shares_between_maps_stay_as_they_were(tmp_path: Path) -> None:
    import folium
    from folium.elements import JSCSSMixin

    before = [*folium.Map.default_js], [*JSCSSMixin.default_js]
    script_text(square(), tmp_path)
    assert ([*folium.Map.default_js], [*JSCSSMixin.default_js]) == before
    sources = "".join(path.read_text() for path in Path(shell.__file__).parent.glob("*.py"))
    assert "add_js_link" not in sources and "add_css_link" not in sources


def test_a_key_whose_script_was_lost_makes_it_again(tmp_path: Path) -> None:
    script = map_script(square(), basemap_url=URL, cache=tmp_path)
    content = script.path.read_bytes()
    script.path.unlink()
    assert map_script(square(), basemap_url=URL, cache=tmp_path).path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"../../etc/passwd", b"0123456789abcdef.js\n", b"\xff\xfe"])
def test_a_damaged_key_is_made_anew(content: bytes, tmp_path: Path) -> None:
    script = map_script(square(), basemap_url=URL, cache=tmp_path)
    (key,) = tmp_path.glob("*.key")
    key.write_bytes(content)
    assert map_script(square(), basemap_url=URL, cache=tmp_path) == script
    assert key.read_text() == script.name


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        map_script(square(), basemap_url=URL, cache=tmp_path)
    assert not [*tmp_path.iterdir()]


NEAR_URL = "/kartor/stora-torget-fedcba9876543210.geojson"


def outline(west: float = 18.0, **more: Any) -> dict[str, Any]:
    ring = [[west, 59.0], [west + 0.01, 59.0], [west + 0.01, 59.01], [west, 59.01], [west, 59.0]]
    return {"type": "Polygon", "coordinates": [ring], **more}


def editor_text(cache: Path, *boundaries: Any, **more: Any) -> str:
    given = {"basemap_urls": [URL, NEAR_URL]} | more
    return editor_script(boundaries, cache=cache, **given).path.read_text(encoding="utf-8")


def test_the_editor_begins_with_all_places_faint_and_all_their_basemaps(tmp_path: Path) -> None:
    text = editor_text(tmp_path, outline(18.0), outline(18.1))
    assert text.count('"className": "m-bound m-bound-faint"') == 2
    assert "map_0.fitBounds(\n[[59.0, 18.0], [59.01, 18.11]]," in text
    config = re.search(r"lykta\.basemap\((.*)\);", text)[1]  # type: ignore[index]
    assert json.loads(config) == {"urls": [URL, NEAR_URL]}
    assert '"minZoom": 11' in text


def test_the_editor_of_a_place_begins_with_that_place(tmp_path: Path) -> None:
    text = editor_text(tmp_path, outline(18.0), view=outline(18.1))
    assert "map_0.fitBounds(\n[[59.0, 18.1], [59.01, 18.11]]," in text
    # the polygon that is being drawn is not part of the script: the page has it
    assert text.count("L.polygon(") == 1


def test_the_editor_shows_no_findings(tmp_path: Path) -> None:
    text = editor_text(tmp_path, outline())
    assert "lykta.findings" not in text
    assert re.search(r"lykta\.mount\(map_0, \{\nbasemap: lykta_basemap_\d+\n\}\);\n$", text)


def test_the_first_place_of_all_can_be_drawn_where_a_view_is_given(tmp_path: Path) -> None:
    assert "L.polygon(" not in editor_text(tmp_path, view=outline(), basemap_urls=[])
    with pytest.raises(RefusedMapInputError, match="none is given"):
        editor_text(tmp_path, basemap_urls=[])


@pytest.mark.parametrize("words", HOSTILE)
def test_no_word_enters_the_editor_s_script(words: str, tmp_path: Path) -> None:
    hostile = outline(name=words, bbox=[words], properties={words: words})
    assert editor_text(tmp_path / "hostile", hostile, view=hostile) == editor_text(
        tmp_path / "plain", outline(), view=outline()
    )
    with pytest.raises(RefusedMapInputError, match="basemap_url"):
        editor_text(tmp_path / "url", outline(), basemap_urls=[URL, words])
    with pytest.raises(RefusedMapInputError, match="boundary"):
        editor_text(tmp_path / "view", outline(), view={"type": words, "coordinates": []})
    with pytest.raises(RefusedMapInputError, match="boundary"):
        editor_text(tmp_path / "number", {"type": "Polygon", "coordinates": [[[words, 59.0]] * 4]})
    assert {path.name for path in tmp_path.iterdir()} == {"hostile", "plain"}


def test_nothing_but_geometry_addresses_and_a_folder_can_be_given_to_the_editor() -> None:
    parameters = signature(editor_script).parameters
    assert {name: str(parameter.annotation) for name, parameter in parameters.items()} == {
        "boundaries": "Sequence[Mapping[str, Any]]",
        "basemap_urls": "Sequence[str]",
        "cache": "Path",
        "view": "Mapping[str, Any] | None",
    }


def test_the_editor_s_script_is_kept_and_found_without_folium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = editor_script([outline()], basemap_urls=[URL], cache=tmp_path)
    again = editor_script([outline()], basemap_urls=[URL], cache=tmp_path / "again")
    assert first.path.read_bytes() == again.path.read_bytes()
    without_folium(monkeypatch)
    assert editor_script([outline()], basemap_urls=[URL], cache=tmp_path) == first
    with pytest.raises(ImportError, match="folium"):
        editor_script([outline(18.2)], basemap_urls=[URL], cache=tmp_path)
