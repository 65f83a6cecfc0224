"""The head of a request, read so that no program on the way can have understood another one."""

from __future__ import annotations

import re
from typing import Protocol

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ONCE = frozenset({b"Content-Length", b"Host"})


class Lines(Protocol):
    """What comes over a connection, line by line."""

    def readline(self) -> bytes: ...


def read_head(lines: Lines, head: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """
    Read the lines of a head up to the empty one.

    Parameters
    ----------
    lines
        What comes over the connection.
    head
        Filled with the values by name, the first letter of each word a capital; those of one name in one list, so that
        none hides another.

    Raises
    ------
    ValueError
        If the head breaks off, or a line could be read in more than one way: a space beside a name, a line that goes on
        with the next, a second length or host. Of two lengths a proxy may take the first and we the last: the rest of
        one person's body would then be the next person's request.
    """
    while (line := lines.readline()) != b"\r\n":
        name, colon, value = line.partition(b":")
        if not (colon and line.endswith(b"\r\n") and _NAME.fullmatch(name)):
            raise ValueError("a line of the head is no name with a value")
        name, value = name.title(), value.strip(b" \t\r\n")
        if b"\r" in value or b"\0" in value or (name in _ONCE and name in head):
            raise ValueError(f"{name.decode('ascii')} can be read in more than one way")
        if name in head:
            value = head[name] + (b"; " if name == b"Cookie" else b", ") + value
        head[name] = value
    return head
