"""The command line as a shell sees it."""

import pytest

from surveillance.cli import main as cli


@pytest.fixture
def mizugiwa(home, monkeypatch, capsys):
    """Runs a command line; gives exit code, stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["mizugiwa", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run
