from __future__ import annotations

import functools

import pytest

from geodata.areas import Area
from geodata.basemap import EMPTY_BASEMAP, named_features, packaged_basemap
from geodata.crs import to_lonlat, to_metric
from geodata.errors import InvalidPositionError
from geodata.naming import NamedGround, named_ground, nearest_named


@functools.cache
def _ground(code: str) -> NamedGround:
    return named_ground(packaged_basemap(code))


UTEGYM = (18.058316, 59.371058)


def _beside(position: tuple[float, float], *, east_m: float = 0, north_m: float = 0) -> tuple[float, float]:
    east, north = to_metric(*position)
    return to_lonlat(east + east_m, north + north_m)


@pytest.mark.parametrize(
    ("code", "longitude", "latitude", "name"),
    [
        ("stureplan", 18.072721, 59.336128, "Svampen"),
        ("stureplan", 18.0731, 59.3360, "Stureplan"),
        ("stureplan", 18.0725, 59.3384, "Kungliga biblioteket"),
        ("stureplan", 18.0740, 59.3386, "Humlegården"),
        ("ostermalmstorg", 18.07911, 59.33595, "Östermalmstorg"),
        ("ostermalmstorg", 18.0805, 59.3352, "Hedvig Eleonora kyrka"),
        ("gyllenstiernsgatan", 18.100869, 59.337523, "Gyllenstiernsgatan"),
        ("tessinparken", 18.0965, 59.3430, "Gångväg längs parkaxeln"),
        ("universitetet-lappis", 18.05492, 59.36522, "T-bana Universitetet, entré"),
        ("universitetet-lappis", 18.0681, 59.3687, "Lappkärret"),
    ],
)
def test_a_real_spot_is_called_what_people_call_it(code: str, longitude: float, latitude: float, name: str) -> None:
    assert nearest_named(_ground(code), longitude=longitude, latitude=latitude) == name


def test_nothing_is_named_in_the_middle_of_the_wood() -> None:
    assert nearest_named(_ground("universitetet-lappis"), longitude=18.0629, latitude=59.3663) is None


def test_a_thing_is_named_up_to_the_given_distance_and_not_beyond() -> None:
    # the outdoor gym is the only thing north of Docentbacken
    longitude, latitude = _beside(UTEGYM, north_m=40)
    assert (
        nearest_named(_ground("universitetet-lappis"), longitude=longitude, latitude=latitude, within_m=41)
        == "Utegym Docentbacken"
    )
    assert nearest_named(_ground("universitetet-lappis"), longitude=longitude, latitude=latitude, within_m=39) is None


def test_in_a_park_a_smaller_thing_is_named_within_15_m_and_else_the_park() -> None:
    linne = (18.0731, 59.3395)
    for feature in packaged_basemap("stureplan").features:
        if feature["properties"]["name"] == "Linnémonumentet":
            linne = tuple(feature["geometry"]["coordinates"])
    near, far = _beside(linne, east_m=14), _beside(linne, east_m=16)
    assert nearest_named(_ground("stureplan"), longitude=near[0], latitude=near[1]) == "Linnémonumentet"
    assert nearest_named(_ground("stureplan"), longitude=far[0], latitude=far[1]) == "Humlegården"


def test_every_listed_thing_is_named_at_its_own_point_unless_it_is_a_park_with_something_smaller(area: Area) -> None:
    for feature in named_features(packaged_basemap(area.code), area=area, within_m=300):
        name = nearest_named(_ground(area.code), longitude=feature.longitude, latitude=feature.latitude)
        assert name == feature.name or feature.kind == "park", feature


def test_paths_without_a_name_never_name_a_spot() -> None:
    unnamed = [f for f in packaged_basemap("stureplan").features if f["properties"]["name"] is None]
    for feature in (f for f in unnamed if f["properties"]["kind"] == "path"):
        longitude, latitude = feature["geometry"]["coordinates"][0]
        name = nearest_named(_ground("stureplan"), longitude=longitude, latitude=latitude, within_m=500)
        assert isinstance(name, str)


def test_an_empty_basemap_names_nothing() -> None:
    assert nearest_named(named_ground(EMPTY_BASEMAP), longitude=18.07, latitude=59.33) is None


def test_what_is_no_point_on_earth_is_refused() -> None:
    with pytest.raises(InvalidPositionError):
        nearest_named(_ground("stureplan"), longitude=float("nan"), latitude=59.33)
