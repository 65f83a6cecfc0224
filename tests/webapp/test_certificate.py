"""A certificate is refused with the reason, and tells its names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import trustme

from webapp.certificate import UnusableCertificate, certificate_names, fits, tls_context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def issue(authority: trustme.CA, folder: Path, *names: str, until: datetime | None = None) -> tuple[Path, Path]:
    made = authority.issue_cert(*names, not_before=datetime(2020, 1, 1), not_after=until)
    certificate, key = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
    made.private_key_pem.write_to_path(str(key))
    return certificate, key


def test_names_and_addresses_are_read_from_the_certificate(authority: trustme.CA, tmp_path: Path) -> None:
    certificate, key = issue(authority, tmp_path, "Lykta.Test", "*.trygg.test", "10.0.0.1", "2001:db8::1")

    assert certificate_names(certificate, key=key) == ("lykta.test", "*.trygg.test", "10.0.0.1", "2001:db8::1")


def test_an_expired_certificate_still_tells_its_names(authority: trustme.CA, tmp_path: Path) -> None:
    certificate, key = issue(authority, tmp_path, "lykta.test", until=datetime(2021, 1, 1))

    assert certificate_names(certificate, key=key) == ("lykta.test",)


def test_a_wildcard_stands_for_one_label() -> None:
    names = ("lykta.test", "*.trygg.test", "*.se")

    assert fits("lykta.test", names=names)
    assert fits("ost.trygg.test", names=names)
    assert not fits("trygg.test", names=names)
    assert not fits("a.b.trygg.test", names=names)
    assert not fits("evil.se", names=names)
    assert not fits("", names=names)


def test_a_key_of_another_certificate_is_refused(authority: trustme.CA, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, _ = issue(authority, tmp_path, "lykta.test")
    _, key = issue(authority, tmp_path / "other", "lykta.test")

    with pytest.raises(UnusableCertificate, match="går inte att använda tillsammans"):
        tls_context(certificate, key=key)


def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "server.pem"
    path.write_text("hej", encoding="utf-8")

    with pytest.raises(UnusableCertificate, match="PEM"):
        tls_context(path, key=path)
    with pytest.raises(UnusableCertificate, match="kan inte läsas"):
        tls_context(tmp_path / "missing", key=path)
