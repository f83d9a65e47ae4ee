"""Who we are comes from the environment or a file that nobody else can read."""

import pytest

from geodata.catalogs.credentials import Credentials, read_credentials
from geodata.errors import AccessRefused

TEXT = '[cdse]\nuser = "a"\npassword = "secret-1"\n\n[dhus]\nuser = "b"\n'


def write(path, text=TEXT, mode=0o600):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_environment_comes_before_the_file(tmp_path):
    file = write(tmp_path / "c.toml")
    found = read_credentials("cdse", {"MIZUGIWA_CDSE_USER": "z", "MIZUGIWA_CDSE_TOTP": "1"}, file)
    assert found == Credentials("z", "secret-1", "1", None)
    assert read_credentials("dhus", {}, file) == Credentials("b")
    assert read_credentials("cdse", {}, tmp_path / "none") == Credentials()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(tmp_path, mode):
    with pytest.raises(AccessRefused, match="chmod 600"):
        read_credentials("cdse", {}, write(tmp_path / "c.toml", mode=mode))


WRONG = (
    '[cdse]\npasword = "secret-1"',
    "[cdse]\npassword = 5",
    "cdse = 1",
    '[cdse\npassword = "secret-1',
)


@pytest.mark.parametrize("text", WRONG)
def test_a_file_that_is_wrong_says_nothing_secret(tmp_path, text):
    with pytest.raises(AccessRefused) as caught:
        read_credentials("cdse", {}, write(tmp_path / "c.toml", text))
    assert "secret-1" not in str(caught.value) + repr(caught.value.__cause__)


def test_nothing_secret_is_in_a_repr():
    text = repr(Credentials("heron", "secret-1", "secret-2", "secret-3"))
    assert "heron" in text and "secret" not in text
