from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walks.store.log import canonical
from walks.sync.depth import DEPTH_LIMIT, as_text, shallow

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


def nested(depth: int, *, by: type = list) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if by is list else {"a": value}
    return value


@given(JSON)
def test_text_without_recursion_is_the_same_json(value: object) -> None:
    assert json.loads(as_text(value)) == value
    assert as_text(value) == json.dumps(value, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("by", [list, dict])
def test_what_is_nested_too_deep_becomes_its_text_whole(by: type) -> None:
    assert shallow(nested(DEPTH_LIMIT, by=by)) == nested(DEPTH_LIMIT, by=by)
    made = shallow(nested(DEPTH_LIMIT + 1, by=by))
    assert isinstance(made, str)
    assert json.loads(made) == nested(DEPTH_LIMIT + 1, by=by)


@pytest.mark.parametrize("by", [list, dict])
def test_a_depth_that_no_writer_of_json_survives_is_kept(by: type) -> None:
    deep = nested(5_000, by=by)
    with pytest.raises(RecursionError):
        json.dumps(deep)
    made = shallow(deep)
    assert isinstance(made, str)
    assert made.count("[" if by is list else "{") == 5_000
    assert canonical(made)


def test_wide_is_not_deep() -> None:
    wide = [[number] for number in range(10_000)]
    assert shallow(wide) is wide
