from __future__ import annotations

import gzip
import hashlib

import pytest
from sqlalchemy import select

from geodata.basemap import EMPTY_BASEMAP, basemap_bytes, packaged_basemap
from tests.walks.ground_examples import square, well
from tests.walks.scene import NOW, Scene
from walks.access import SYSTEM
from walks.errors import NotFound
from walks.placing import add_place, replace_basemap
from walks.store.basemaps import basemap_of, content, keep, packed_content
from walks.store.places import place
from walks.store.tables import basemaps

WORDS = b'{"type":"FeatureCollection"}'


def test_content_is_kept_once_under_its_own_hash_and_comes_back_as_it_was(scene: Scene) -> None:
    digest = keep(scene.connection, WORDS)
    assert digest == hashlib.sha256(WORDS).hexdigest() == keep(scene.connection, WORDS)
    assert content(scene.connection, digest) == WORDS
    assert len(scene.connection.execute(select(basemaps)).all()) == 1


def test_content_is_packed_without_the_time_of_packing(scene: Scene) -> None:
    packed = packed_content(scene.connection, keep(scene.connection, WORDS))
    assert packed == gzip.compress(WORDS, mtime=0)


def test_content_is_found_by_the_beginning_of_its_hash_and_by_no_other(scene: Scene) -> None:
    digests = sorted(keep(scene.connection, WORDS + bytes([number])) for number in range(40))
    for digest in digests:
        assert hashlib.sha256(gzip.decompress(packed_content(scene.connection, digest[:16]))).hexdigest() == digest
    for absent in ("0" * 64, "f" * 16, "%", "_" * 16):
        with pytest.raises(NotFound):
            packed_content(scene.connection, absent)


def test_a_place_is_drawn_by_its_own_basemap_else_the_packaged_one_else_an_empty_one(scene: Scene) -> None:
    ids, connection = scene.ids, scene.connection
    new = add_place(
        connection,
        SYSTEM,
        code="parken",
        name="Parken",
        kind="walk_area",
        boundary=square(),
        valid_from=NOW.date(),
        now=NOW,
        new_id=ids,
    )
    assert basemap_of(connection, new) == EMPTY_BASEMAP
    assert basemap_of(connection, place(connection, "stureplan")) == packaged_basemap("stureplan")
    for code in ("parken", "stureplan"):
        drawn = replace_basemap(connection, SYSTEM, code, basemap=well(), now=NOW, new_id=ids)
        assert basemap_of(connection, drawn) == well()
        assert drawn.ground_map is not None
        assert content(connection, drawn.ground_map.digest) == basemap_bytes(well())


def test_one_basemap_of_two_places_is_kept_once_and_the_one_before_it_stays(scene: Scene) -> None:
    for code in ("stureplan", "tessinparken"):
        replace_basemap(scene.connection, SYSTEM, code, basemap=well(), now=NOW, new_id=scene.ids)
    replace_basemap(scene.connection, SYSTEM, "stureplan", basemap=well("Pumpen"), now=NOW, new_id=scene.ids)
    assert len(scene.connection.execute(select(basemaps)).all()) == 2
    assert basemap_of(scene.connection, place(scene.connection, "tessinparken")) == well()
    assert basemap_of(scene.connection, place(scene.connection, "stureplan")) == well("Pumpen")
