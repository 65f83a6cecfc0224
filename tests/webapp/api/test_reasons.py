"""Every code that a verdict can carry has a sentence of its own, which names the field or the thing and the way out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import House
from walks.sync import operation
from webapp.api.reasons import sentence

SYNC = Path(operation.__file__).parent
MAKERS = {"Fault", "refused", "_refused"}
NUMBERS = {"limit": 40, "least": 1, "most": 4, "distance_m": 512, "limit_m": 300}


def codes() -> set[str]:
    """Codes that the source of the rules can hand out, read from the source itself."""
    found = {*operation.CODES.values(), *operation.OWN_CODES, "wrong_type"}
    for path in SYNC.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                code = node.args[1] if len(node.args) > 1 else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.add(code.value)
    return found


def told(house: House, code: str, *, lang: str = "sv") -> str:
    with house.app.test_request_context(f"/?sprak={lang}"):
        return sentence({"field": "fields.severity", "code": code} | NUMBERS)


def test_the_source_hands_out_the_codes_that_this_file_is_about() -> None:
    assert {"too_far", "unreadable", "not_yours", "op_id_reused", "restricted_reduced", "not_a_uuid"} <= codes()
    assert len(codes()) > 25


def test_every_code_has_a_sentence_of_its_own_and_one_with_the_remedy(shared: House) -> None:
    sentences = {code: told(shared, code) for code in sorted(codes())}

    assert len(set(sentences.values())) == len(sentences)
    for code, words in sentences.items():
        assert code not in words
        assert "?" not in words
        assert len(re.findall(r"\w[\w)\"]*\.( |$)", words)) >= 2, words


def test_a_code_that_nobody_has_put_into_words_is_named_and_not_hidden(shared: House) -> None:
    assert told(shared, "quite_new") == "Fältet severity kunde inte tas emot (quite_new). Be samordnaren om hjälp."


def test_a_sentence_names_the_limits_that_the_rule_knows(shared: House) -> None:
    assert "högst 40 tecken" in told(shared, "too_long")
    assert told(shared, "out_of_range").endswith("Minst 1. Högst 4.")
    assert "512 meter" in told(shared, "too_far")
    assert "högst 300" in told(shared, "too_far")


@pytest.mark.parametrize("name", ["%(field)s", "{{7*7}}", "100 %", "<b>"])
def test_the_name_of_an_unknown_field_is_repeated_as_plain_text(shared: House, name: str) -> None:
    with shared.app.test_request_context("/"):
        words = sentence({"field": f"fields.{name}", "code": "unknown_field"})

    assert words == f"Fältet {name} finns inte. Ta bort det."
