"""Fixtures of the work's tests. `--hypothesis-profile=full` runs the properties with the full number of histories."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.walks.histories import Crew, let_in
from tests.walks.scene import NOW, Clock, Ids, NewStore, Scene, Tablet, scene_in
from walks.opening import prepare
from walks.store import Store, open_store
from walks.store.database import FILE_NAME
from walks.walk import Walk

settings.register_profile("short", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "full", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
if settings.get_current_profile_name() != "full":
    settings.load_profile("short")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with the built-in places once; whoever writes takes a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    store = open_store(folder)
    prepare(store, now=NOW, new_id=Ids(given=2**64))
    store.close()
    return folder


@pytest.fixture(scope="session")
def shared_store(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give the store of all scenes: none of them leaves anything in it."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copyfile(prepared / FILE_NAME, folder / FILE_NAME)
    store = open_store(folder)
    yield store
    store.close()


@pytest.fixture
def scene(shared_store: Store) -> Iterator[Scene]:
    """Give a scene of this test's own."""
    with scene_in(shared_store) as opened:
        yield opened


@pytest.fixture
def new_store(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Give a maker of stores with folders of their own, in which transactions end as they should."""
    made: list[Store] = []

    def make() -> Store:
        folder = tmp_path_factory.mktemp("data")
        shutil.copyfile(prepared / FILE_NAME, folder / FILE_NAME)
        made.append(open_store(folder))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """Give a data folder's database with the built-in places."""
    return new_store()


@pytest.fixture(scope="session")
def crew(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """Give a walk that has been joined once, for all the evenings that the properties try."""
    folder = tmp_path_factory.mktemp("crew")
    shutil.copyfile(prepared / FILE_NAME, folder / FILE_NAME)
    store = open_store(folder)
    with store.writing() as connection:
        scene = Scene(connection)
        tablets = let_in(scene)
    yield Crew(store, tablets, scene.ids.given)
    store.close()


@pytest.fixture
def clock(scene: Scene) -> Clock:
    """Give the scene's clock."""
    return scene.clock


@pytest.fixture
def walk(scene: Scene) -> Walk:
    """Give a walk in Tessinparken that nobody has begun."""
    return scene.plan()


@pytest.fixture
def anna(scene: Scene, walk: Walk) -> Tablet:
    """Give a participant's tablet."""
    return scene.tablet(walk)


@pytest.fixture
def bo(scene: Scene, walk: Walk) -> Tablet:
    """Give another participant's tablet."""
    return scene.tablet(walk)


@pytest.fixture
def leader(scene: Scene, walk: Walk) -> Tablet:
    """Give the walk leader's tablet."""
    return scene.tablet(walk, "leader")
