from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walks.sync.registers import WITHDRAWN, Outcome, Word, toggle, write
from walks.sync.state import FindingState


def finding(**values: Any) -> FindingState:
    """A finding whose create, called 0, wrote these values."""
    return FindingState(
        finding_id="f",
        walk_id="w",
        place_code="p",
        device_id="d",
        restricted=False,
        late=False,
        demo=False,
        created_rseq=1,
        values=dict(values),
        writers=dict.fromkeys(values, "0"),
    )


def say(on: FindingState, op_id: str, seen: str | None, **values: Any) -> dict[str, Outcome]:
    word = Word(op_id, int(op_id) + 1, dict.fromkeys(values, seen))
    return write(on, word, values=values, sent=values)


def turn(on: FindingState, op_id: str, seen: str | None, *, wanted: bool) -> Outcome:
    return toggle(on, Word(op_id, int(op_id) + 1, {WITHDRAWN: seen}), wanted=wanted)


def standing(on: FindingState, name: str) -> set[str]:
    """The operations whose words stand on a field: the one shown and those beside it."""
    shown = {on.writers[name]} if name in on.writers else set()
    return shown | {item.op_id for item in on.rivals if item.field == name}


def test_who_had_seen_the_word_that_is_shown_replaces_it() -> None:
    on = finding(text="a")
    assert say(on, "1", "0", text="b") == {"text": "applied"}
    assert (on.values, on.writers, on.rivals) == ({"text": "b"}, {"text": "1"}, [])


def test_who_had_not_seen_it_is_kept_beside() -> None:
    on = finding(text="a")
    say(on, "1", "0", text="b")
    assert say(on, "2", "0", text="c") == {"text": "conflict"}
    assert (on.values["text"], on.writers["text"]) == ("b", "1")
    assert [(item.op_id, item.field, item.value) for item in on.rivals] == [("2", "text", "c")]


def test_who_says_the_same_is_merged_and_still_remembered() -> None:
    """Or a third who had seen only one of the two would silently overwrite the other."""
    on = finding(text="a")
    say(on, "1", "0", text="b")
    assert say(on, "2", "0", text="b") == {"text": "merged"}
    assert standing(on, "text") == {"1", "2"}
    say(on, "3", "1", text="c")
    assert (on.values["text"], standing(on, "text")) == ("c", {"2", "3"})


def test_who_changes_a_word_that_was_kept_beside_replaces_it_there() -> None:
    on = finding(text="a")
    say(on, "1", "0", text="b")
    say(on, "2", "0", text="c")
    assert say(on, "3", "2", text="d") == {"text": "conflict"}
    assert (on.values["text"], standing(on, "text")) == ("b", {"1", "3"})


def test_a_field_that_nobody_wrote_is_written_by_who_had_seen_nothing() -> None:
    on = finding()
    assert say(on, "1", None, severity=2) == {"severity": "applied"}
    assert say(on, "2", None, severity=3) == {"severity": "conflict"}


def test_one_operation_may_win_one_field_and_lose_another() -> None:
    on = finding(text="a", category="x")
    say(on, "1", "0", text="b")
    assert say(on, "2", "0", text="c", category="y") == {"text": "conflict", "category": "applied"}


def test_a_point_is_never_split() -> None:
    on = finding(longitude=1.0, latitude=1.0)
    assert set(say(on, "1", "0", longitude=2.0, latitude=1.0).values()) == {"applied"}
    assert say(on, "2", "0", longitude=2.0, latitude=5.0) == {"longitude": "conflict", "latitude": "conflict"}
    assert (on.values, on.writers) == ({"longitude": 2.0, "latitude": 1.0}, {"longitude": "1", "latitude": "1"})
    assert {(item.field, item.value) for item in on.rivals} == {("longitude", 2.0), ("latitude", 5.0)}


def test_a_point_seen_in_two_places_replaces_neither() -> None:
    on = finding(longitude=1.0, latitude=1.0)
    say(on, "1", "0", longitude=2.0, latitude=2.0)
    say(on, "2", "0", longitude=3.0, latitude=3.0)
    mixed = Word("3", 4, {"longitude": "1", "latitude": "2"})
    values = {"longitude": 9.0, "latitude": 9.0}
    assert set(write(on, mixed, values=values, sent=values).values()) == {"conflict"}
    assert standing(on, "longitude") == standing(on, "latitude") == {"1", "2", "3"}


def test_what_the_database_holds_and_was_answered_is_remembered_for_removal() -> None:
    on = finding(text="a")
    say(on, "1", "0", text="b")
    say(on, "2", "0", text="c")
    on.rivals[0].new = False
    say(on, "3", "2", text="d")
    assert [item.op_id for item in on.answered] == ["2"]


def test_withdrawing_twice_is_merged_and_restoring_names_the_withdrawal() -> None:
    on = finding()
    assert turn(on, "1", None, wanted=True) == "applied"
    assert on.withdrawn
    assert turn(on, "2", "1", wanted=True) == "merged"
    assert turn(on, "3", "2", wanted=False) == "applied"
    assert not on.withdrawn
    assert on.rivals == []


def test_restoring_what_was_never_withdrawn_changes_nothing() -> None:
    on = finding()
    assert turn(on, "1", None, wanted=False) == "merged"
    assert not on.withdrawn


def test_a_restoration_that_had_not_seen_the_withdrawal_does_not_undo_it() -> None:
    """I5: tombstones stay."""
    on = finding()
    turn(on, "1", None, wanted=True)
    assert turn(on, "2", None, wanted=False) == "conflict"
    assert on.withdrawn


def test_of_two_withdrawals_each_has_to_be_answered() -> None:
    on = finding()
    turn(on, "1", None, wanted=True)
    assert turn(on, "2", None, wanted=True) == "merged"
    assert turn(on, "3", "1", wanted=False) == "conflict"
    assert (on.withdrawn, on.writers[WITHDRAWN]) == (True, "2"), "the next restoration can name the one that is left"
    assert turn(on, "4", "2", wanted=False) == "applied"
    assert not on.withdrawn


def test_a_withdrawal_that_had_not_seen_the_restoration_wins() -> None:
    on = finding()
    turn(on, "1", None, wanted=True)
    turn(on, "2", "1", wanted=False)
    assert turn(on, "3", "1", wanted=True) == "applied"
    assert (on.withdrawn, standing(on, WITHDRAWN)) == (True, {"2", "3"})
    assert [(item.op_id, item.rseq, item.value) for item in on.rivals] == [("2", 3, False)]


@dataclass(frozen=True)
class Said:
    """One word: its number, the number that its writer had seen (None for nothing), and its value."""

    number: int
    seen: int | None
    value: Any


@st.composite
def words(draw: st.DrawFn, values: Sequence[Any]) -> list[Said]:
    said: list[Said] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        seen = draw(st.none() | st.integers(0, number - 1))
        said.append(Said(number, seen, draw(st.sampled_from(values))))
    return said


def unanswered(said: Sequence[Said], *, root: bool) -> set[str]:
    """What stands, by definition: what no other word names as seen."""
    answered = {word.seen for word in said}
    return {str(word.number) for word in said if word.number not in answered} | (
        {"0"} if root and 0 not in answered else set()
    )


def arrivals(said: Sequence[Said]) -> list[list[Said]]:
    """Every order in which no word comes before the one that its writer had seen."""
    known = {word.number for word in said}

    def is_possible(order: Sequence[Said]) -> bool:
        at = {word.number: place for place, word in enumerate(order)}
        return all(word.seen not in known or at[word.seen] < at[word.number] for word in order if word.seen is not None)

    return [list(order) for order in permutations(said) if is_possible(order)]


@given(words(["b", "c"]))
def test_i3_i11_in_every_order_the_words_that_stand_are_those_that_nobody_answered(said: list[Said]) -> None:
    expected = unanswered(said, root=True)
    for order in arrivals(said):
        on = finding(text="a")
        for word in order:
            say(on, str(word.number), None if word.seen is None else str(word.seen), text=word.value)
        assert standing(on, "text") == expected, order


@given(words([True, False]))
def test_i5_in_every_order_a_finding_is_withdrawn_as_long_as_one_withdrawal_is_unanswered(said: list[Said]) -> None:
    """The root of withdrawing is nothing: word 0 does not exist, and having seen it answers nobody."""
    said = [Said(word.number, word.seen or None, word.value) for word in said]
    left = unanswered(said, root=False)
    for order in arrivals(said):
        on = finding()
        for word in order:
            turn(on, str(word.number), None if word.seen is None else str(word.seen), wanted=word.value)
        assert standing(on, WITHDRAWN) == left, order
        assert on.withdrawn == any(word.value for word in said if str(word.number) in left), order


@pytest.mark.parametrize("count", [2, 3, 4])
def test_any_number_of_first_words_stand_together(count: int) -> None:
    for order in permutations(range(1, count + 1)):
        on = finding(text="a")
        for number in order:
            say(on, str(number), "0", text=f"word {number}")
        assert standing(on, "text") == {str(number) for number in order}
        assert on.values["text"] == f"word {order[0]}", "the first to arrive is shown"
