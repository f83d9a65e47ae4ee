"""The house: every module stands alone, rooms stay small, the texts tell the truth."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("geodata", "mission_planner", "detectors", "simulator", "surveillance")
FILES = [f for p in PACKAGES for f in sorted((ROOT / p).rglob("*.py"))]


def modules(package: str) -> list[str]:
    walked = pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
    return [package, *(m.name for m in walked if not m.name.endswith("__main__"))]


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_imports_alone(package):
    """In one process, with all of our own modules forgotten before each import."""
    kept = {n: m for n, m in sys.modules.items() if n.split(".")[0] in PACKAGES}
    try:
        for name in modules(package):
            for ours in [n for n in sys.modules if n.split(".")[0] in PACKAGES]:
                del sys.modules[ours]
            importlib.import_module(name)
    finally:
        for ours in [n for n in sys.modules if n.split(".")[0] in PACKAGES]:
            del sys.modules[ours]
        sys.modules.update(kept)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_files_and_functions_stay_small(file):
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, "split it into rooms of their own"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            size = node.end_lineno - node.lineno + 1
            assert size <= 60, f"{node.name} is {size} lines long"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_public_things_say_what_they_are(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_nobody_asks_for_the_time_but_the_clock():
    """Times come from the clock of the run; the wall's `now` is only for the clock itself."""
    allowed = {"geodata/clock.py"}
    for file in FILES:
        name = str(file.relative_to(ROOT))
        if name not in allowed:
            found = re.search(r"datetime\.(now|utcnow|today)\(", file.read_text(encoding="utf-8"))
            assert not found, name


def test_no_broad_except():
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or getattr(node.type, "id", "") == "Exception"
                assert not broad, f"{file.relative_to(ROOT)}:{node.lineno}"


def help_of(*command: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "surveillance", *command, "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return run.stdout


@pytest.mark.long
def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`?mizugiwa ([a-z]+)\b", readme))
    helped = help_of()
    for command in named:
        assert re.search(rf"\b{command}\b", helped), f"the README names `mizugiwa {command}`"
    for target in re.findall(r"make ([a-z]+)\b", readme):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M), target


@pytest.mark.long
def test_options_that_the_readme_shows_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands: dict[str, set[str]] = {}
    for line in readme.splitlines():
        if found := re.search(r"mizugiwa ([a-z]+)((?: [^`|#]*)?)", line):
            commands.setdefault(found[1], set()).update(re.findall(r"--[a-z-]+", found[2]))
    for command, options in commands.items():
        helped = help_of(command)
        for option in options - {"--help"}:
            assert option in helped, f"mizugiwa {command} has no {option}"


def test_the_project_names_no_other_machine():
    """No path of a machine in what is kept."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard"], text=True, cwd=ROOT
    ).splitlines()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".png", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"/(home|root|work)/\w+/", text), name
