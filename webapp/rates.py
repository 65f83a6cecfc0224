"""Slow down who guesses at codes, and nobody else."""

from __future__ import annotations

import ipaddress
import threading
from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PER_ADDRESS = ((5, MINUTE), (20, HOUR))
"""Wrong codes from one address within a time."""
OVER_ALL = (100, HOUR)
"""Wrong codes from everywhere within a time; then nobody joins by code for an hour. The QR code keeps working."""


class WrongCodes:
    """
    The wrong codes of the last hour. Right ones are not counted: fifteen walkers may share one address.

    Ask `paused_until` before a code is tried, tell `wrong` when it was wrong. Safe to use from several threads. It
    holds at most a hundred moments, since nothing is tried during a pause. A restart forgets; forty bits are not
    guessed by restarting.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: deque[tuple[datetime, str]] = deque(maxlen=OVER_ALL[0])
        self._everyone_until: datetime | None = None

    def paused_until(self, address: str, *, now: datetime) -> datetime | None:
        """
        Tell whether a code from an address may be tried.

        Parameters
        ----------
        address
            The client's IP address. One line often has a whole IPv6 network: the first 64 bits count.
        now
            Aware moment.

        Returns
        -------
        None if it may, else when it may again.
        """
        with self._lock:
            if self._everyone_until is not None and now < self._everyone_until:
                return self._everyone_until
            network = _network(address)
            moments = [at for at, of in self._wrong if of == network]
            ends = [
                moments[-limit] + span
                for limit, span in PER_ADDRESS
                if len(moments) >= limit and moments[-limit] + span > now
            ]
            return max(ends, default=None)

    def wrong(self, address: str, *, now: datetime) -> bool:
        """
        Note a wrong code.

        Parameters
        ----------
        address
            The client's IP address.
        now
            Aware moment.

        Returns
        -------
        True if this one begins the pause for everyone: somebody should hear of it.
        """
        with self._lock:
            if self._everyone_until is not None and now < self._everyone_until:
                return False
            limit, span = OVER_ALL
            while self._wrong and self._wrong[0][0] + span <= now:
                self._wrong.popleft()
            self._wrong.append((now, _network(address)))
            if len(self._wrong) < limit:
                return False
            self._everyone_until = now + span
            self._wrong.clear()
            return True


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        # all whose address is unknown share one account
        return ""
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
