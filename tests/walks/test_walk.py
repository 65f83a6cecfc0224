from __future__ import annotations

import pytest

from tests.walks.scene import NOW
from walks.errors import InvalidWalk
from walks.vocabulary import vocabulary
from walks.walk import Walk, check_move, next_states

STATES = [term.code for term in vocabulary().walk_states]

# domain.md, Walk states, written out once more by hand
WAYS = {
    "draft": {"planned", "cancelled"},
    "planned": {"invited", "under_way", "cancelled"},
    "invited": {"under_way", "cancelled"},
    "under_way": {"compiling", "cancelled"},
    "compiling": {"protocol"},
    "protocol": {"fed_back", "followed_up", "closed"},
    "fed_back": {"followed_up", "closed"},
    "followed_up": {"closed"},
    "closed": set[str](),
    "cancelled": set[str](),
}


def test_every_state_of_the_vocabulary_has_its_ways() -> None:
    assert set(STATES) == set(WAYS)


@pytest.mark.parametrize("state", STATES)
def test_a_state_leads_where_the_table_says_and_nowhere_else(state: str) -> None:
    for target in STATES:
        if target in WAYS[state]:
            check_move(state, target)
        else:
            with pytest.raises(InvalidWalk):
                check_move(state, target)


@pytest.mark.parametrize("state", STATES)
def test_the_usual_way_is_offered_first_and_cancelling_last(state: str) -> None:
    ways = next_states(state)
    assert set(ways) == WAYS[state]
    assert "cancelled" not in ways[:-1]


def test_a_refused_move_names_the_possible_ones() -> None:
    with pytest.raises(InvalidWalk, match=r"walk in state planned: .* closed; possible: invited, under_way, cancelled"):
        check_move("planned", "closed")


def test_at_the_end_nothing_is_possible() -> None:
    with pytest.raises(InvalidWalk, match="possible: none"):
        check_move("closed", "draft")


def test_an_unknown_state_leads_nowhere() -> None:
    assert next_states("atlantis") == ()


@pytest.mark.parametrize("state", STATES)
def test_findings_are_taken_until_the_walk_is_compiled_or_cancelled(state: str) -> None:
    walk = Walk("w", "tessinparken", NOW, "open", state, NOW, demo=False)
    assert walk.takes_findings == (state in {"draft", "planned", "invited", "under_way"})


def test_no_way_leads_back_to_taking_findings() -> None:
    collecting = {"draft", "planned", "invited", "under_way"}
    assert [state for state in WAYS if state not in collecting and WAYS[state] & collecting] == []
