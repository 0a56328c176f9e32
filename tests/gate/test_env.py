"""The readers of the environment take what is right and refuse the rest with one sentence."""

from pathlib import Path

import pytest

from gate import env


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False), ("", True), (" 1 ", True)])
def test_a_flag_is_one_or_zero(monkeypatch, value, expected):
    monkeypatch.setenv("X", value)
    assert env.flag("X", default=True) is expected


@pytest.mark.parametrize("value", ["true", "False", "yes", "2", "01", "on"])
def test_a_flag_is_nothing_else(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="X must be 0 or 1"):
        env.flag("X", default=True)


def test_a_flag_to_try_out_is_refused_on_a_server(monkeypatch):
    monkeypatch.setenv("X", "1")
    assert env.flag_to_try_out("X", trying=True) is True
    with pytest.raises(env.Refusal, match=r"X=1 is for trying out alone"):
        env.flag_to_try_out("X", trying=False)
    monkeypatch.setenv("X", "0")
    assert env.flag_to_try_out("X", trying=False) is False


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "101", "1e1", "9" * 30, "٣"])
def test_a_number_stays_within_its_bounds(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="X must be a whole number from 1 to 100"):
        env.number("X", default=5, least=1, most=100)


def test_a_secret_is_read_from_its_file(monkeypatch, tmp_path: Path):
    (tmp_path / "key").write_text("hidden\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))
    assert env.secret("X") == "hidden"


def test_a_secret_given_twice_or_in_a_missing_file_is_refused(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("X_FILE", str(tmp_path / "absent"))
    with pytest.raises(env.Refusal, match="X_FILE names cannot be read"):
        env.secret("X")
    monkeypatch.setenv("X", "here")
    with pytest.raises(env.Refusal, match="X or X_FILE, not both"):
        env.secret("X")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/gate",
        "localhost/gate",
        "postgres://localhost:notaport/gate",
        "postgres://",
        "postgres://user:secret@localhost",
        "sqlite://host/file",
    ],
)
def test_a_database_url_that_names_no_database_of_ours_is_refused_without_repeating_it(monkeypatch, tmp_path, url):
    monkeypatch.setenv("X", url)
    with pytest.raises(env.Refusal, match=r"^X ") as refusal:
        env.database("X", sqlite_path=tmp_path / "gate.sqlite3", pool_size=5)
    assert "secret" not in str(refusal.value)


def test_a_postgres_url_is_taken_apart_and_unquoted(monkeypatch, tmp_path):
    monkeypatch.setenv("X", "postgres://g%40te:p%2Fw@[::1]:5433/gate")
    described = env.database("X", sqlite_path=tmp_path / "gate.sqlite3", pool_size=5)
    assert {name: described[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "gate",
        "USER": "g@te",
        "PASSWORD": "p/w",
        "HOST": "::1",
        "PORT": "5433",
    }


@pytest.mark.parametrize(
    "url", ["http://localhost", "redis://", "redis://localhost/queue", "localhost:6379", "redis://h:x/0"]
)
def test_a_redis_url_needs_host_and_number(monkeypatch, url):
    monkeypatch.setenv("X", url)
    with pytest.raises(env.Refusal, match=r"^X "):
        env.redis_url("X")


@pytest.mark.parametrize("value", ["gate.example", "https://gate.example/path", "ftp://gate.example"])
def test_an_origin_is_scheme_and_host(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="origins"):
        env.origins("X")


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / "settings").write_text("# a comment\n\nGATE_TEST_A=file\nGATE_TEST_B=a=b # kept\n")
    monkeypatch.setenv("GATE_TEST_A", "environment")
    monkeypatch.setenv("GATE_TEST_B", "")
    monkeypatch.delenv("GATE_TEST_B")
    env.load_file(tmp_path / "settings")
    assert (env.text("GATE_TEST_A"), env.text("GATE_TEST_B")) == ("environment", "a=b # kept")


def test_a_line_that_is_no_setting_is_refused_by_its_number(tmp_path):
    (tmp_path / "settings").write_text("# fine\nexport DEBUG=1\n")
    with pytest.raises(env.Refusal, match="Line 2 of settings"):
        env.load_file(tmp_path / "settings")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mail.example:25", "must begin with"),
        ("http://mail.example", "must begin with"),
        ("smtp://", "needs a host"),
        ("smtps://mail.example/inbox", "needs a host"),
        ("smtp+tls://u:secret@mail.example:x", "is not a valid URL"),
        ("smtp://u:secret@mail.example", "in the clear"),
    ],
)
def test_a_mail_url_of_another_kind_is_refused_without_repeating_it(monkeypatch, tmp_path, url, said):
    monkeypatch.setenv("X", url)
    with pytest.raises(env.Refusal, match=said) as refusal:
        env.mail("X", folder=tmp_path)
    assert "secret" not in str(refusal.value)


def test_a_mail_url_is_taken_apart_and_without_one_mails_are_files(monkeypatch, tmp_path):
    monkeypatch.setenv("X", "smtp+tls://gate%40x:p%2Fw@mail.example")
    taken = env.mail("X", folder=tmp_path)
    assert (taken["EMAIL_HOST_USER"], taken["EMAIL_HOST_PASSWORD"], taken["EMAIL_PORT"]) == ("gate@x", "p/w", 587)
    assert (taken["EMAIL_USE_TLS"], taken["EMAIL_USE_SSL"]) == (True, False)

    monkeypatch.setenv("X", "")
    assert env.mail("X", folder=tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path)


@pytest.mark.parametrize("value", ["gate.example", "https://gate.example/x", "ftp://gate.example", "https://a@b"])
def test_a_site_url_is_an_origin(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="X must be an address"):
        env.site_url("X", default="")


@pytest.mark.parametrize("value", ["gate", "gate@", "a b@c", "Gate <gate@example.vn"])
def test_a_sender_is_an_address(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(env.Refusal, match="X must be an address"):
        env.sender("X", default="")


@pytest.mark.parametrize(
    ("url", "token", "clear", "said"),
    [
        ("http://sms.example/send", "t", False, "must begin with https"),
        ("https://", "t", True, "needs a host"),
        ("https://u:secret@sms.example", "t", False, "no password"),
        ("https://sms.example/send", "", False, "needs a token"),
    ],
)
def test_a_gateway_is_spoken_to_over_tls_and_known_by_a_token(monkeypatch, url, token, clear, said):
    monkeypatch.setenv("X", url)
    with pytest.raises(env.Refusal, match=said) as refusal:
        env.gateway("X", token=token, may_be_clear=clear)
    assert "secret" not in str(refusal.value)
    monkeypatch.setenv("X", "http://127.0.0.1:9/send")
    assert env.gateway("X", token="t", may_be_clear=True) == "http://127.0.0.1:9/send"
