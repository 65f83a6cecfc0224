"""Where a setting comes from, what refuses a start, and what counts as this very machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webapp.settings import InvalidSettings, Settings, base_url, check_reach, is_loopback, load

FORWARDING = ["HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"]


@pytest.fixture
def pair(tmp_path: Path) -> dict[str, Path]:
    """A certificate and a key as far as settings look: two files."""
    files = {"tls_cert": tmp_path / "server.pem", "tls_key": tmp_path / "server.key"}
    for path in files.values():
        path.touch()
    return files


def local(**changes: str) -> dict[str, Any]:
    return {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000", **changes}


def test_without_a_word_the_server_listens_to_this_machine_only(tmp_path: Path) -> None:
    settings = load(environ={"LYKTA_DATA": str(tmp_path)})

    assert (settings.host, settings.port, settings.public_url, settings.trusted_proxy) == ("localhost", 8000, None, 0)
    assert settings.sources == {
        "data": "miljö",
        "host": "standard",
        "port": "standard",
        "public_url": "standard",
        "trusted_proxy": "standard",
        "tls_cert": "standard",
        "tls_key": "standard",
        "overpass_url": "standard",
    }


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "lykta.toml").write_text('port = 1\nhost = "127.0.0.1"\ntrusted_proxy = 2\n', encoding="utf-8")
    environ = {"LYKTA_DATA": str(tmp_path / "other"), "LYKTA_PORT": "2", "LYKTA_HOST": "::1", "LYKTA_PUBLIC_URL": ""}

    settings = load(environ=environ, options={"data": tmp_path, "port": 3, "host": None})

    assert (settings.data, settings.port, settings.host, settings.trusted_proxy) == (tmp_path, 3, "::1", 2)
    assert settings.public_url is None
    told = {name: settings.sources[name] for name in ("data", "port", "host", "trusted_proxy", "public_url")}
    assert list(told.values()) == ["kommandorad", "kommandorad", "miljö", "lykta.toml", "standard"]


def test_files_named_in_the_file_stand_in_the_data_folder(tmp_path: Path, pair: dict[str, Path]) -> None:
    (tmp_path / "lykta.toml").write_text('tls_cert = "server.pem"\ntls_key = "server.key"\n', encoding="utf-8")

    settings = load(environ={}, options={"data": tmp_path})

    assert (settings.tls_cert, settings.tls_key) == (pair["tls_cert"], pair["tls_key"])
    assert settings.own_tls


def test_every_fault_of_every_source_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "lykta.toml").write_text('host = "http://lykta"\nfarg = "röd"\ntls_cert = "x.pem"\n', encoding="utf-8")
    environ = {"LYKTA_PORT": "åtta", "LYKTA_PUBLIC_URL": "http://lykta.se", "LYKTA_TRUSTED_PROXI": "1"}

    with pytest.raises(InvalidSettings) as caught:
        load(environ=environ, options={"data": tmp_path, "trusted_proxy": -1})

    faults = {fault.partition(":")[0]: fault for fault in caught.value.faults}
    assert len(caught.value.faults) == 7 == len(str(caught.value).splitlines())
    assert "inställningen farg finns inte här" in str(caught.value)
    assert faults["LYKTA_TRUSTED_PROXI (miljö)"].endswith("menades LYKTA_TRUSTED_PROXY?")
    assert "'http://lykta' är ingen värd" in faults["host (lykta.toml)"]
    assert "'åtta' är inget heltal mellan 0 och 65535; ange till exempel 8000" in faults["LYKTA_PORT (miljö)"]
    assert "ange till exempel https://lykta.example.se" in faults["LYKTA_PUBLIC_URL (miljö)"]
    assert "mellan 0 och 9" in faults["trusted_proxy (kommandorad)"]
    assert "x.pem finns inte" in faults["tls_cert (lykta.toml)"]


def test_other_variables_of_ours_are_left_alone(tmp_path: Path) -> None:
    load(environ={"LYKTA_CHROMIUM": "/usr/bin/chromium", "LYKTA_DATA": str(tmp_path)})


def test_the_address_that_maps_are_fetched_from_is_a_setting_and_without_it_there_is_none(tmp_path: Path) -> None:
    assert load(environ={"LYKTA_DATA": str(tmp_path)}).overpass_url is None
    for url in ("https://overpass.example.se/api/interpreter", "http://localhost:12345/api/interpreter"):
        assert load(environ={"LYKTA_DATA": str(tmp_path), "LYKTA_OVERPASS_URL": url}).overpass_url == url
    with pytest.raises(
        InvalidSettings, match=r"LYKTA_OVERPASS_URL \(miljö\): 'http://overpass.test/api' är ingen adress"
    ):
        load(environ={"LYKTA_DATA": str(tmp_path), "LYKTA_OVERPASS_URL": "http://overpass.test/api"})


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_fault_and_not_a_standard(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lykta.toml").write_bytes(content)

    with pytest.raises(InvalidSettings, match=r"lykta\.toml"):
        load(environ={}, options={"data": tmp_path})


@pytest.mark.parametrize(("given", "missing"), [("tls_cert", "--key"), ("tls_key", "--cert")])
def test_a_certificate_and_its_key_come_together(pair: dict[str, Path], given: str, missing: str) -> None:
    with pytest.raises(InvalidSettings, match=missing):
        load(environ={}, options={given: pair[given], "data": pair[given].parent})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]", "LOCALHOST"])
def test_this_machine_needs_no_tls(host: str) -> None:
    check_reach(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "lykta.test"])
def test_other_machines_need_tls_and_the_two_ways_are_named(host: str, pair: dict[str, Path]) -> None:
    with pytest.raises(InvalidSettings) as caught:
        check_reach(Settings(host=host))

    assert "--cert FIL --key FIL" in str(caught.value)
    assert "LYKTA_PUBLIC_URL" in str(caught.value)
    check_reach(Settings(host=host, public_url="https://lykta.test"))
    check_reach(Settings(host=host, **pair))  # type: ignore[arg-type]


def test_links_start_where_people_reach_the_server(pair: dict[str, Path]) -> None:
    tls: dict[str, Any] = dict(pair)

    assert base_url(Settings()) == "http://localhost:8000"
    assert base_url(Settings(port=0), port=40123) == "http://localhost:40123"
    assert base_url(Settings(host="127.0.0.1", public_url="https://Lykta.Test/")) == "https://lykta.test"
    assert base_url(Settings(host="lykta.test", port=8443, **tls)) == "https://lykta.test:8443"
    assert base_url(Settings(host="lykta.test", port=443, **tls)) == "https://lykta.test"
    assert base_url(Settings(host="2001:db8::1", port=443, **tls)) == "https://[2001:db8::1]"
    assert base_url(Settings(host="0.0.0.0", port=8443, **tls)) == "https://localhost:8443"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LocalHost"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_a_browser_on_this_machine_is_loopback(host: str, peer: str) -> None:
    assert is_loopback(local(HTTP_HOST=host, REMOTE_ADDR=peer), Settings())


@pytest.mark.parametrize("peer", ["192.168.1.7", "127.0.0.2", "::ffff:127.0.0.1", ""])
def test_another_peer_is_not_loopback(peer: str) -> None:
    assert not is_loopback(local(REMOTE_ADDR=peer), Settings())


@pytest.mark.parametrize(
    "host", ["lykta.test", "localhost.evil.test", "evil.test:localhost", "", "[::1].evil.test", "::1"]
)
def test_another_name_is_not_loopback(host: str) -> None:
    assert not is_loopback(local(HTTP_HOST=host), Settings())


@pytest.mark.parametrize("header", FORWARDING)
def test_a_forwarded_request_is_not_loopback(header: str) -> None:
    assert not is_loopback(local(**{header: ""}), Settings())


@pytest.mark.parametrize("behind", [{"public_url": "https://lykta.test"}, {"trusted_proxy": 1}])
def test_behind_a_proxy_nothing_is_loopback(behind: dict[str, Any]) -> None:
    assert not is_loopback(local(), Settings(**behind))
