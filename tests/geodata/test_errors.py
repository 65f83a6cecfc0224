from __future__ import annotations

import pytest

from geodata import errors


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.CRSMismatchError, ValueError),
        (errors.UnknownAreaError, KeyError),
        (errors.InvalidFrameError, ValueError),
        (errors.InvalidMeasureError, ValueError),
        (errors.InvalidPositionError, ValueError),
        (errors.NaiveTimeError, ValueError),
    ],
)
def test_every_error_is_both_one_of_ours_and_the_builtin_that_says_its_kind(
    error: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(error, errors.GeodataError)
    assert issubclass(error, builtin)


def test_an_unknown_area_is_told_as_a_sentence_not_as_a_quoted_key() -> None:
    assert str(errors.UnknownAreaError("no such area; take another")) == "no such area; take another"
