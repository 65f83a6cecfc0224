"""Operations nested deeper than any real one: they can be kept, but not read by what reads the others."""

from __future__ import annotations

import json

DEPTH_LIMIT = 20
"""A whole operation needs three levels. Writers of JSON give up at some hundreds, in the middle of a batch."""


class _Sign(str):
    """A piece of finished JSON, among values that have still to be written."""


def shallow(value: object) -> object:
    """Give a value as it is, or as the text of its JSON where it is nested too deep to be handled."""
    return as_text(value) if _is_deep(value) else value


def as_text(value: object) -> str:
    """Write JSON without recursion: sorted keys, no spaces."""
    written: list[str] = []
    ahead: list[object] = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, _Sign):
            written.append(item)
        elif isinstance(item, dict):
            ahead.append(_Sign("}"))
            for number, name in enumerate(sorted(item, reverse=True), start=1):
                comma = "," if number < len(item) else ""
                ahead += [item[name], _Sign(f"{comma}{json.dumps(name)}:")]
            ahead.append(_Sign("{"))
        elif isinstance(item, list):
            ahead.append(_Sign("]"))
            for number, part in enumerate(reversed(item), start=1):
                ahead += [part, _Sign("," if number < len(item) else "")]
            ahead.append(_Sign("["))
        else:
            written.append(json.dumps(item))
    return "".join(written)


def _is_deep(value: object) -> bool:
    ahead = [(value, 0)]
    while ahead:
        item, depth = ahead.pop()
        if depth > DEPTH_LIMIT:
            return True
        if isinstance(item, dict):
            ahead += [(part, depth + 1) for part in item.values()]
        elif isinstance(item, list):
            ahead += [(part, depth + 1) for part in item]
    return False
