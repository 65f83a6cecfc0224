from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.walks.scene import NOW, Clock, Ids, Scene, Tablet, lonlat
from walks.finding import TEXT_LIMIT
from walks.store.walks import Device
from walks.sync.operation import CODES, OWN_CODES, Fault, field_faults, parse, raw_identifier, reduced, sent_identifier
from walks.vocabulary import vocabulary

GONE = object()
"""Stands for a key that is left out."""

TABLET = Tablet(Device("tablet-1", Ids()(), "participant", None, NOW, None), Ids(given=9), Clock())
CREATE = TABLET.create(
    severity=3,
    text="Släckt lykta",
    accuracy_m=4.5,
    place_type="park",
    applies_when="night",
    group="Grupp 2",
)
NEED = TABLET.need(text="Behöver värme")
EDIT = TABLET.edit(CREATE, text="Tänd lykta")
WITHDRAW = TABLET.withdraw(CREATE, reason="Fel plats")


def with_(raw: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Change what stands around the fields."""
    return {name: value for name, value in {**raw, **changes}.items() if value is not GONE}


def with_fields(raw: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Change the fields."""
    return {**raw, "fields": with_(raw["fields"], **changes)}


def told(raw: object) -> list[tuple[str, str]]:
    operation, faults = parse(raw)
    assert (operation is None) == bool(faults)
    return [(fault.field, fault.code) for fault in faults]


@pytest.mark.parametrize(
    "raw", [CREATE, NEED, EDIT, WITHDRAW, with_(WITHDRAW, kind="restore")], ids=lambda raw: raw["kind"]
)
def test_a_well_formed_operation_is_read_as_it_was_sent(raw: dict[str, Any]) -> None:
    operation, faults = parse(raw)
    assert faults == []
    assert operation is not None
    assert (operation.op_id, operation.kind, operation.fields) == (raw["op_id"], raw["kind"], raw["fields"])
    assert (operation.dseq, operation.base, operation.app) == (raw["dseq"], raw["base"], "test")


def test_what_json_makes_of_an_operation_and_back_is_read_alike() -> None:
    assert parse(json.loads(json.dumps(CREATE))) == parse(CREATE)


FIELD_FAULTS: list[tuple[str, Any, str]] = [
    ("kind", "angry", "unknown_code"),
    ("kind", 1, "wrong_type"),
    ("kind", ["unsafe"], "wrong_type"),
    ("kind", {"unsafe": 1}, "wrong_type"),
    ("kind", None, "missing"),
    ("kind", GONE, "missing"),
    ("category", "nothing", "unknown_code"),
    ("category", "LIGHTING", "unknown_code"),
    ("category", GONE, "missing"),
    ("severity", 0, "out_of_range"),
    ("severity", 5, "out_of_range"),
    ("severity", 10**30, "out_of_range"),
    ("severity", -(10**400), "out_of_range"),
    ("severity", 3.0, "wrong_type"),
    ("severity", "3", "wrong_type"),
    ("severity", True, "wrong_type"),
    ("text", "x" * 2_001, "too_long"),
    ("text", "𝄞" * 2_001, "too_long"),
    ("text", "a\x00b", "bad_characters"),
    ("text", "a\x1bb", "bad_characters"),
    ("text", "a\x7fb", "bad_characters"),
    ("text", "a\ud800b", "bad_characters"),
    ("text", "\udfff", "bad_characters"),
    ("text", 7, "wrong_type"),
    ("text", ["a"], "wrong_type"),
    ("longitude", float("nan"), "not_finite"),
    ("longitude", float("inf"), "not_finite"),
    ("longitude", "18.0", "wrong_type"),
    ("longitude", "NaN", "wrong_type"),
    ("longitude", True, "wrong_type"),
    ("longitude", 180.1, "out_of_range"),
    ("longitude", 10**400, "wrong_type"),
    ("longitude", None, "missing"),
    ("latitude", -90.1, "out_of_range"),
    ("latitude", [59.0], "wrong_type"),
    ("accuracy_m", -1, "out_of_range"),
    ("accuracy_m", 100_001, "out_of_range"),
    ("accuracy_m", float("-inf"), "not_finite"),
    ("position_method", "guess", "unknown_code"),
    ("position_method", GONE, "missing"),
    ("observed_at", "yesterday", "not_a_time"),
    ("observed_at", "", "not_a_time"),
    ("observed_at", 1_700_000_000, "not_a_time"),
    ("observed_at", "1700000000", "not_a_time"),
    ("observed_at", "2026-11-26", "not_a_time"),
    ("observed_at", "2026-13-26T17:42:00Z", "not_a_time"),
    ("observed_at", "2026-11-26T25:42:00Z", "not_a_time"),
    ("observed_at", "2026-11-26T17:42:60Z", "not_a_time"),
    ("observed_at", "2026-11-26T17:42:00z", "not_a_time"),
    ("observed_at", "2026-11-26 17:42:00Z", "not_a_time"),
    ("observed_at", "2026-11-26T17:42:00+99:00", "not_a_time"),
    ("observed_at", "٢٠٢٦-11-26T17:42:00Z", "not_a_time"),
    ("observed_at", " 2026-11-26T17:42:00Z", "not_a_time"),
    ("observed_at", "2026-11-26T17:42:00Z\n", "not_a_time"),
    ("observed_at", "1999-12-31T23:59:59Z", "not_a_time"),
    ("observed_at", "2101-01-01T00:00:00Z", "not_a_time"),
    ("observed_at", "0001-01-01T00:00:00+14:00", "not_a_time"),
    ("observed_at", "9999-12-31T23:59:59-14:00", "not_a_time"),
    ("observed_at", "2026-11-26T17:42:00", "no_time_zone"),
    ("observed_at", None, "missing"),
    ("place_type", "moon", "unknown_code"),
    ("applies_when", "always", "unknown_code"),
    ("group", "x" * 41, "too_long"),
    ("group", "a\x00", "bad_characters"),
    ("unheard_of", 1, "unknown_field"),
    ("Text", "x", "unknown_field"),
    ("near", "x", "unknown_field"),
    ("number", 1, "unknown_field"),
]


@pytest.mark.parametrize(("name", "value", "code"), FIELD_FAULTS, ids=lambda value: str(value)[:20])
def test_a_broken_field_of_a_create_is_named_with_what_is_wrong(name: str, value: Any, code: str) -> None:
    assert (f"fields.{name}", code) in told(with_fields(CREATE, **{name: value}))


AROUND: list[tuple[str, Any, str]] = [
    ("op_id", GONE, "missing"),
    ("op_id", None, "wrong_type"),
    ("op_id", 7, "wrong_type"),
    ("op_id", "", "not_a_uuid"),
    ("op_id", CREATE["op_id"].upper(), "not_a_uuid"),
    ("op_id", CREATE["op_id"].replace("-", ""), "not_a_uuid"),
    ("op_id", "{" + CREATE["op_id"] + "}", "not_a_uuid"),
    ("op_id", CREATE["op_id"] + "\n", "not_a_uuid"),
    ("op_id", "\ud800", "not_a_uuid"),
    ("device_id", "", "missing"),
    ("device_id", "x" * 65, "too_long"),
    ("device_id", "a\x00", "bad_characters"),
    ("device_id", GONE, "missing"),
    ("dseq", 0, "out_of_range"),
    ("dseq", -1, "out_of_range"),
    ("dseq", 2**31, "out_of_range"),
    ("dseq", 10**400, "out_of_range"),
    ("dseq", 1.0, "wrong_type"),
    ("dseq", True, "wrong_type"),
    ("dseq", GONE, "missing"),
    ("walk_id", "tessinparken", "not_a_uuid"),
    ("finding_id", GONE, "missing"),
    ("finding_id", ["x"], "wrong_type"),
    ("kind", "destroy", "unknown_code"),
    ("kind", GONE, "missing"),
    ("kind", [], "unknown_code"),
    ("base", None, "wrong_type"),
    ("base", [], "wrong_type"),
    ("base", {str(number): CREATE["op_id"] for number in range(41)}, "too_many"),
    ("fields", None, "wrong_type"),
    ("fields", "x", "wrong_type"),
    ("photos", {}, "wrong_type"),
    ("photos", ["0" * 64] * 6, "too_many"),
    ("client_time", GONE, "missing"),
    ("client_time", "now", "not_a_time"),
    ("client_time", "2026-11-26T17:42:00", "no_time_zone"),
    ("clock_offset_ms", 0.5, "wrong_type"),
    ("clock_offset_ms", 10**15, "out_of_range"),
    ("clock_offset_ms", -(10**15), "out_of_range"),
    ("schema", 2, "out_of_range"),
    ("schema", 0, "out_of_range"),
    ("schema", "1", "wrong_type"),
    ("schema", GONE, "missing"),
    ("app", GONE, "missing"),
    ("app", "x" * 101, "too_long"),
    ("app", "\ud800", "bad_characters"),
    ("unheard_of", 1, "unknown_field"),
    ("schema_", 1, "unknown_field"),
]


@pytest.mark.parametrize(("name", "value", "code"), AROUND, ids=lambda value: str(value)[:20])
def test_what_is_broken_around_the_fields_is_named_too(name: str, value: Any, code: str) -> None:
    assert told(with_(CREATE, **{name: value})) == [(name, code)]


@pytest.mark.parametrize("photo", ["", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n"])
def test_a_photo_is_named_by_the_hash_of_its_bytes(photo: str) -> None:
    assert told(with_(CREATE, photos=["0" * 64, photo])) == [("photos.1", "wrong_form")]


def test_a_base_names_an_operation_for_a_field() -> None:
    assert told(with_(EDIT, base={"text": "x"})) == [("base.text", "not_a_uuid")]
    assert [code for _, code in told(with_(EDIT, base={"": CREATE["op_id"]}))] == ["missing"]


@pytest.mark.parametrize("nothing", [None, 7, "create", [], True, 1.5, [CREATE]], ids=str)
def test_what_is_no_object_is_unreadable(nothing: object) -> None:
    assert told(nothing) == [("operation", "unreadable")]


def test_all_faults_are_told_at_once() -> None:
    raw = with_fields(with_(CREATE, dseq=0, app=GONE), kind="angry", severity=9, observed_at=GONE)
    assert set(told(raw)) == {
        ("dseq", "out_of_range"),
        ("app", "missing"),
        ("fields.kind", "unknown_code"),
        ("fields.severity", "out_of_range"),
        ("fields.observed_at", "missing"),
    }


def test_a_fault_tells_the_limit_that_was_broken() -> None:
    def numbers(raw: object) -> Mapping[str, Any]:
        (fault,) = parse(raw)[1]
        return fault.numbers

    assert numbers(with_fields(CREATE, text="x" * 2_001)) == {"limit": 2_000}
    assert numbers(with_fields(CREATE, severity=5)) == {"most": 4}
    assert numbers(with_fields(CREATE, severity=0)) == {"least": 1}
    assert numbers(with_(CREATE, photos=["0" * 64] * 6)) == {"limit": 5}
    assert Fault("fields.text", "too_long", {"limit": 2_000}).plain() == {
        "field": "fields.text",
        "code": "too_long",
        "limit": 2_000,
    }


@pytest.mark.parametrize(
    "text", ["", "x" * TEXT_LIMIT, "𝄞" * TEXT_LIMIT, "rad 1\r\n\trad 2", "\u202e", "\ufffd", "<b>{{ 7 * 7 }}"]
)
def test_a_text_may_be_2_000_characters_of_whatever_can_be_shown(text: str) -> None:
    assert told(with_fields(CREATE, text=text)) == []


@pytest.mark.parametrize("name", ["severity", "text", "accuracy_m", "place_type", "applies_when", "group"])
def test_what_is_optional_may_be_left_out_or_empty(name: str) -> None:
    assert told(with_fields(CREATE, **{name: GONE})) == []
    assert told(with_fields(CREATE, **{name: None})) == []


@pytest.mark.parametrize(
    "value",
    ["2026-11-26T17:42Z", "2026-11-26T17:42:00.123456789Z", "2026-11-26T18:42:00+01:00", "2000-01-01T00:00:00Z"],
)
def test_a_time_may_leave_out_seconds_or_tell_parts_of_them(value: str) -> None:
    assert told(with_fields(CREATE, observed_at=value)) == []


@pytest.mark.parametrize("offset", [0, -315_576_000_000, 315_576_000_000, None, GONE])
def test_a_clock_may_be_ten_years_off(offset: Any) -> None:
    assert told(with_(CREATE, clock_offset_ms=offset)) == []


@pytest.mark.parametrize("group", ["kinds", "categories", "position_methods", "place_types", "applies_when"])
def test_every_code_of_the_vocabulary_is_taken(group: str) -> None:
    name = {
        "kinds": "kind",
        "categories": "category",
        "position_methods": "position_method",
        "place_types": "place_type",
        "applies_when": "applies_when",
    }[group]
    for code in vocabulary().codes(group) - {"vulnerable_people"}:
        assert told(with_fields(CREATE, severity=None, **{name: code})) == []


@pytest.mark.parametrize("kind", ["safe", "suggestion"])
def test_severity_is_told_of_what_is_unsafe_alone(kind: str) -> None:
    assert told(with_fields(CREATE, kind=kind)) == [("fields.severity", "severity_only_unsafe")]
    assert told(with_fields(CREATE, kind=kind, severity=None)) == []
    assert told(with_fields(EDIT, kind=kind, severity=2)) == [("fields.severity", "severity_only_unsafe")]
    assert told(with_fields(EDIT, kind=kind, severity=None)) == []


@pytest.mark.parametrize("half", ["longitude", "latitude"])
def test_half_a_point_is_none(half: str) -> None:
    assert ("fields", "half_a_point") in told(with_fields(CREATE, **{half: GONE}))
    longitude, latitude = lonlat(1)
    point = {"longitude": longitude, "latitude": latitude}
    assert told(with_fields(EDIT, **point)) == []
    assert told(with_fields(EDIT, **{half: point[half]})) == [("fields", "half_a_point")]


def test_an_edit_says_at_least_one_thing() -> None:
    assert told(with_(EDIT, fields={})) == [("fields", "missing")]


@pytest.mark.parametrize("name", ["kind", "category", "longitude", "latitude", "position_method", "observed_at"])
def test_an_edit_cannot_empty_what_every_finding_has(name: str) -> None:
    assert (f"fields.{name}", "missing") in told(with_fields(EDIT, **{name: None}))


@pytest.mark.parametrize("name", ["severity", "text", "accuracy_m", "place_type", "applies_when", "group"])
def test_an_edit_can_empty_the_rest(name: str) -> None:
    assert told(with_fields(EDIT, **{name: None})) == []


@pytest.mark.parametrize("kind", ["withdraw", "restore"])
def test_a_withdrawal_may_carry_a_reason_and_nothing_else(kind: str) -> None:
    raw = with_(WITHDRAW, kind=kind)
    assert told(with_(raw, fields={})) == told(with_(raw, fields={"reason": None})) == []
    assert told(with_(raw, fields={"reason": "x" * 2_001})) == [("fields.reason", "too_long")]
    assert told(with_(raw, fields={"text": "x"})) == [("fields.text", "unknown_field")]


@pytest.mark.parametrize("kind", ["confirm", "verdict", "comment", "visit", "attach", "detach"])
def test_kinds_that_are_not_built_yet_are_held_whole(kind: str) -> None:
    assert told(with_(CREATE, kind=kind)) == [("kind", "unknown_code")]


# restricted


@pytest.mark.parametrize("name", ["need", "observed_at"])
def test_a_restricted_finding_needs_a_need_and_a_time(name: str) -> None:
    assert told(with_fields(NEED, **{name: GONE})) == [(f"fields.{name}", "missing")]


def test_a_need_is_one_of_the_list() -> None:
    assert told(with_fields(NEED, need="nothing")) == [("fields.need", "unknown_code")]
    assert all(told(with_fields(NEED, need=need)) == [] for need in vocabulary().codes("needs"))


def test_a_need_belongs_to_the_restricted_category_alone() -> None:
    assert ("fields.category", "unknown_code") in told(with_fields(CREATE, need="contact"))


def test_all_but_need_text_and_time_is_dropped_from_a_restricted_create() -> None:
    raw = with_fields(with_(CREATE, photos=["0" * 64]), category="vulnerable_people", need="contact", unheard_of=1)
    kept, dropped = reduced(raw)
    assert isinstance(kept, dict)
    assert dropped
    assert set(kept["fields"]) == {"category", "need", "text", "observed_at"}
    assert kept["photos"] == []
    assert {name: kept[name] for name in kept if name not in {"fields", "photos"}} == {
        name: raw[name] for name in raw if name not in {"fields", "photos"}
    }
    assert parse(kept)[1] == []


def test_what_is_reduced_already_or_not_restricted_is_left_as_it_is() -> None:
    for raw in (NEED, CREATE, EDIT, WITHDRAW, None, 7, {}, {"fields": None}, with_(NEED, fields="x")):
        assert reduced(raw) == (raw, False)


def test_reducing_does_not_touch_what_it_was_given() -> None:
    raw = with_fields(CREATE, category="vulnerable_people")
    before = json.dumps(raw)
    reduced(raw)
    assert json.dumps(raw) == before


def test_an_edit_towards_the_restricted_category_loses_its_fields() -> None:
    kept, dropped = reduced(with_fields(EDIT, category="vulnerable_people", text="hemligt"))
    assert dropped
    assert isinstance(kept, dict)
    assert kept["fields"] == {}


@pytest.mark.parametrize("kind", ["withdraw", "restore", "confirm", None, 7], ids=str)
def test_whatever_else_names_the_restricted_category_keeps_nothing_and_stays_broken(kind: Any) -> None:
    """Without any field it would be a good withdrawal when the log is read again."""
    kept, dropped = reduced(with_fields(with_(WITHDRAW, kind=kind), category="vulnerable_people", text="hemligt"))
    assert dropped
    assert "hemligt" not in json.dumps(kept)
    assert parse(kept)[0] is None


# identifiers


@pytest.mark.parametrize(
    "raw", [None, 7, "x", [], {}, {"op_id": None}, {"op_id": 7}, {"op_id": "x"}, {"op_id": "\ud800"}], ids=str
)
def test_without_a_usable_identifier_one_is_made_of_the_bytes(raw: object) -> None:
    assert sent_identifier(raw) is None
    assert raw_identifier(raw) == raw_identifier(raw)
    assert parse({**CREATE, "op_id": raw_identifier(raw)})[1] == []


def test_a_usable_identifier_is_kept_whatever_else_is_broken() -> None:
    assert raw_identifier({"op_id": CREATE["op_id"], "x": 1}) == sent_identifier(CREATE) == CREATE["op_id"]


# anything at all


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**500), 10**500)
    | st.floats()
    | st.text()
    | st.text(st.characters(codec=None, categories=["Cs", "Cc", "L"]))
    | st.sampled_from([*CREATE["fields"].values(), CREATE["op_id"], "vulnerable_people", "contact", "create", "edit"])
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
NAMES = st.sampled_from([*CREATE["fields"], "need", "reason", "near", ""]) | st.text(max_size=5)
FIELDS = st.dictionaries(NAMES, JSON, max_size=6)


@given(JSON)
def test_anything_is_read_or_told_what_is_wrong_with_it(raw: object) -> None:
    operation, faults = parse(raw)
    assert (operation is None) == bool(faults)
    reduced(raw)
    raw_identifier(raw)


@given(
    base=st.sampled_from([CREATE, NEED, EDIT, WITHDRAW]),
    around=st.dictionaries(st.sampled_from([*CREATE, "x"]), JSON, max_size=2),
    fields=FIELDS,
)
def test_an_operation_with_anything_in_it_is_read_or_told_what_is_wrong(
    base: dict[str, Any], around: dict[str, Any], fields: dict[str, Any]
) -> None:
    raw = {**base, "fields": {**base["fields"], **fields}, **around}
    operation, faults = parse(raw)
    assert (operation is None) == bool(faults)
    assert {fault.code for fault in faults} <= {*CODES.values(), *OWN_CODES, "wrong_type", "severity_only_unsafe"}
    assert all(len(fault.field) <= 60 for fault in faults)
    json.dumps([fault.plain() for fault in faults])


@given(kind=st.sampled_from(["create", "edit", "withdraw"]), fields=FIELDS)
def test_fields_without_a_fault_hold_only_what_the_vocabulary_knows(kind: str, fields: dict[str, Any]) -> None:
    if not field_faults(kind, fields):
        assert fields.get("kind") in {None, *vocabulary().codes("kinds")}
        assert fields.get("category") in {None, *vocabulary().codes("categories")}
        assert fields.get("severity") in {None, 1, 2, 3, 4}
        assert len(fields.get("text") or "") <= TEXT_LIMIT


def test_the_tablets_of_these_tests_send_what_they_should(scene: Scene, anna: Tablet) -> None:
    assert scene.outcomes(anna, anna.create(**CREATE["fields"])) == ["applied"]
