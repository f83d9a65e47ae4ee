"""The npm files: pinned, checked, and asked for plainly when they are missing."""

import json
from pathlib import Path

import pytest

from surveillance.errors import AssetsMissing
from surveillance.web import install_assets
from surveillance.web.vendor import NPM_PROJECT, is_intact, vendor_folder, wanted_files


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match=r"leaflet\.js, which is missing: run `make assets`"):
        vendor_folder(tmp_path)


def test_a_changed_file_is_not_served(tmp_path: Path) -> None:
    for wanted in wanted_files():
        path = tmp_path / wanted.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("alert(1)")
        assert not is_intact(tmp_path, wanted)
    with pytest.raises(AssetsMissing, match="is not the pinned one"):
        vendor_folder(tmp_path)


def test_each_package_is_pinned_and_its_licence_is_kept() -> None:
    wanted = json.loads((NPM_PROJECT / "package.json").read_text())["dependencies"]
    lock = json.loads((NPM_PROJECT / "package-lock.json").read_text())["packages"]
    names = {file.name for file in wanted_files()}
    for package, version in wanted.items():
        entry = lock[f"node_modules/{package}"]
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry
        assert f"{package}/LICENSE" in names
    assert len(lock) == len(wanted) + 1


def test_no_npm_and_no_network_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    with pytest.raises(AssetsMissing, match=r"cannot fetch the map assets: .*run `make assets`"):
        install_assets.install(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_an_npm_that_cannot_run_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "npm"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _name: str(broken))
    assert install_assets.system_npm() is None
    broken.write_text("#!/bin/sh\necho 6.14.4\n")
    assert install_assets.system_npm() is None
    broken.write_text("#!/bin/sh\necho 10.9.0\n")
    assert install_assets.system_npm() == [str(broken)]
