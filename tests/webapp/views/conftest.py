"""One house for a whole file: its tests plan walks of their own and leave the clock alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import CheckingClient, House, Tablet, make_house
from walks.walk import Walk


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give one application to all tests of a file; who moves its clock asks for `house` instead."""
    made = make_house(tmp_path_factory.mktemp("shared"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def coordinator(shared: House) -> CheckingClient:
    """Give a browser that is the coordinator's."""
    return shared.coordinator()


@pytest.fixture
def walk(shared: House) -> Walk:
    """Give a walk that nobody has joined."""
    return shared.plan()


@pytest.fixture
def tablet(shared: House, walk: Walk) -> Tablet:
    """Give a participant's device of that walk."""
    return shared.join(walk)
