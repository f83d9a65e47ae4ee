import pytest

from surveillance.errors import SettingsError
from surveillance.model import Realm
from surveillance.settings import load


def test_flags_win_over_the_environment_over_the_file(home, monkeypatch):
    (home / "settings.toml").write_text('station = "http://127.0.0.1:1"\nrealm = "exercise"\n')
    assert load().station == "http://127.0.0.1:1"
    monkeypatch.setenv("MIZUGIWA_STATION", "http://127.0.0.1:2")
    assert load().station == "http://127.0.0.1:2"
    assert load(station="http://127.0.0.1:3").station == "http://127.0.0.1:3"
    assert load(station=None).realm is Realm.EXERCISE


@pytest.mark.parametrize("text", ["colour = 1", "attitude_sigma_deg = 0", 'realm = "dream"', "= 1"])
def test_a_faulty_file_is_refused_with_the_key(home, text):
    (home / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=text.split(" ")[0] if text[0] != "=" else "cannot"):
        load()


def test_a_faulty_clock_is_refused(home):
    with pytest.raises(SettingsError, match="clock"):
        load(clock="yesterday").make_clock()
