"""Fixtures for every room: a fixed clock, and a whole application around an empty or a demo folder."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.page_check import page_faults
from walks.access import SYSTEM
from walks.demo import add_demo
from walks.identity import uuid7
from walks.opening import prepare
from walks.planning import plan_walk
from walks.sharing import hand_out, standing
from walks.store import Store, open_store
from walks.walk import Walk
from webapp import create_app
from webapp.context import Context
from webapp.rates import WrongCodes
from webapp.settings import Settings

NOW = datetime(2026, 11, 26, 17, 42, tzinfo=UTC)
"""A Thursday evening in November, 18.42 in Stockholm: dark."""

SECRET = b"s" * 32
LOOPBACK = {"REMOTE_ADDR": "127.0.0.1"}


class CheckingClient(FlaskClient):
    """A client that checks every page any test fetches."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as a browser on the same origin would, and look at the page that comes."""
        kwargs.setdefault("base_url", "http://localhost:8000")
        if kwargs.get("method", "GET") not in {"GET", "HEAD"}:
            kwargs["headers"] = {"Sec-Fetch-Site": "same-origin", **dict(kwargs.get("headers") or {})}
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            disposition = response.headers.get("Content-Disposition", "")
            if not disposition.startswith("attachment"):
                assert page_faults(response.get_data(as_text=True)) == [], (response.request.path, response.status_code)
        return response


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Read it."""
        return self.now

    def move(self, **span: float) -> None:
        """Move it."""
        self.now += timedelta(**span)


@dataclass
class House:
    """A data folder with its application, and the ways into it."""

    context: Context
    app: Flask
    clock: Clock
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def store(self) -> Store:
        """The folder's database."""
        return self.context.store

    def client(self) -> CheckingClient:
        """Give a browser that nobody has let in yet."""
        client = self.app.test_client()
        assert isinstance(client, CheckingClient)
        return client

    def plan(self, place: str = "tessinparken") -> Walk:
        """Plan a walk at a place, starting now."""
        with self.store.writing() as connection:
            return plan_walk(
                connection,
                SYSTEM,
                place_code=place,
                starts_at=self.clock.now,
                server_secret=SECRET,
                now=self.clock.now,
                new_id=self.context.new_id,
            )

    def secret(self, purpose: str, *, walk: str | None = None, place: str | None = None) -> str:
        """Give the newest valid secret for a purpose."""
        with self.store.reading() as connection:
            found = standing(
                connection,
                server_secret=SECRET,
                now=self.clock.now,
                purpose=purpose,
                walk_id=walk,
                place_code=place,
            )
        return found[-1].secret

    def hand_out(self, purpose: str, **more: Any) -> str:
        """Make a key and give its secret."""
        with self.store.writing() as connection:
            return hand_out(
                connection,
                SYSTEM,
                purpose=purpose,
                server_secret=SECRET,
                now=self.clock.now,
                new_id=self.context.new_id,
                **more,
            ).secret

    def coordinator(self) -> CheckingClient:
        """Give a browser that spent a set-up link."""
        client = self.client()
        assert client.post(f"/forsta-start/{self.hand_out('setup')}").status_code == 303
        return client

    def outreach(self, place: str) -> CheckingClient:
        """Give a browser that opened an outreach worker's link."""
        client = self.client()
        assert client.get(f"/delning/{self.hand_out('outreach', place_code=place)}").status_code == 303
        return client

    def partner(self, place: str, **more: Any) -> CheckingClient:
        """Give a browser that opened a partner's link."""
        client = self.client()
        secret = self.hand_out("partner", place_code=place, **more)
        assert client.get(f"/delning/{secret}").status_code == 303
        return client

    def join(self, walk: Walk, *, role: str = "participant") -> Tablet:
        """Let a tablet join by code."""
        client = self.client()
        answer = client.post("/api/v1/anslut", json={"code": self.secret(role, walk=walk.walk_id)})
        assert answer.status_code == 200, answer.get_json()
        return Tablet(self, client, walk, answer.get_json()["token"], answer.get_json()["device_id"])


@dataclass
class Tablet:
    """A device of a walk, with its own counter."""

    house: House
    client: CheckingClient
    walk: Walk
    token: str
    device_id: str
    dseq: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """What it sends to be known."""
        return {"Authorization": f"Bearer {self.token}"}

    def operation(self, kind: str, finding_id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Make an operation of this device."""
        self.dseq += 1
        base = fields.pop("base", {})
        return {
            "op_id": self.house.context.new_id(),
            "device_id": self.device_id,
            "dseq": self.dseq,
            "walk_id": self.walk.walk_id,
            "finding_id": finding_id or self.house.context.new_id(),
            "kind": kind,
            "base": base,
            "fields": fields,
            "photos": [],
            "client_time": self.house.clock.now.isoformat(),
            "clock_offset_ms": 0,
            "schema": 1,
            "app": "test",
        }

    def send(self, *operations: Any) -> list[dict[str, Any]]:
        """Send operations and give their results."""
        body = {"device_id": self.device_id, "seen": None, "pending": 0, "operations": list(operations)}
        address = f"/api/v1/walks/{self.walk.walk_id}/operations"
        answer = self.client.post(address, json=body, headers=self.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def pin(self, **fields: Any) -> str:
        """Pin a finding in Tessinparken; give its id."""
        chosen = {
            "kind": "unsafe",
            "category": "lighting",
            "longitude": 18.096,
            "latitude": 59.3428,
            "position_method": "crosshair",
            "observed_at": self.house.clock.now.isoformat(),
        } | fields
        operation = self.operation("create")
        operation["fields"] = chosen
        (result,) = self.send(operation)
        assert result["result"] == "applied", result
        return str(operation["finding_id"])

    def need(self, text: str = "Behöver en filt.", need: str = "contact") -> str:
        """Record a restricted finding; give its id."""
        operation = self.operation("create", category="vulnerable_people", need=need, text=text)
        operation["fields"]["observed_at"] = self.house.clock.now.isoformat()
        (result,) = self.send(operation)
        assert result["result"] == "applied", result
        return str(operation["finding_id"])


def make_house(folder: Path, *, demo: bool = False, **settings: Any) -> House:
    """Put an application together around a folder, with a clock that stands still."""
    clock = Clock()
    chance = random.Random(7)

    def new_id() -> str:
        return uuid7(clock.now, chance.randbytes(10))

    store = open_store(folder)
    prepare(store, now=clock.now, new_id=new_id)
    if demo:
        add_demo(store, now=clock.now, server_secret=SECRET)
    context = Context(store, Settings(data=folder, **settings), SECRET, clock, new_id, WrongCodes())
    app = create_app(context)
    app.test_client_class = CheckingClient
    app.testing = True
    return House(context, app, clock)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give an application around an empty folder."""
    made = make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def demo_house(tmp_path: Path) -> Iterator[House]:
    """Give an application around a folder with the demo."""
    made = make_house(tmp_path, demo=True)
    yield made
    made.store.close()


@pytest.fixture
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Give a maker of applications with settings of their own."""
    made: list[House] = []

    def make(**more: Any) -> House:
        made.append(make_house(tmp_path_factory.mktemp("house"), **more))
        return made[-1]

    yield make
    for item in made:
        item.store.close()
