"""docker-compose.yml, the rehearsal without containers and `make run` start the same things."""

import re

import pytest
import yaml

from deploy import rehearse_compose
from gate import run
from tests.settings import BASE_DIR

pytestmark = pytest.mark.once

SERVICES = rehearse_compose.compose()
OWN = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")


def test_the_rehearsal_starts_every_service_that_is_ours():
    assert set(OWN) == {"migrate", *rehearse_compose.LONG_RUNNING}


@pytest.mark.parametrize("name", rehearse_compose.LONG_RUNNING)
def test_make_run_starts_the_same_command_but_for_its_concurrency(name):
    def bare(command):
        words = command[1:]
        if "--concurrency" in words:
            del words[words.index("--concurrency") : words.index("--concurrency") + 2]
        return words

    assert bare(rehearse_compose.command_of(OWN[name])) == bare(run.commands()[name])


@pytest.mark.parametrize("name", rehearse_compose.LONG_RUNNING)
def test_every_long_running_service_has_its_own_health_check(name):
    assert OWN[name]["healthcheck"]["test"] == ["CMD", "python", "deploy/healthcheck.py", name]


def test_the_image_starts_the_web_as_compose_does():
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert yaml.safe_load(command) == OWN["web"]["command"]


def test_the_image_has_two_stages_and_runs_without_rights():
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert re.search(r"^USER gate$", stages[-1], re.MULTILINE)
    assert "HEALTHCHECK" in stages[-1]


def test_what_is_secret_is_asked_for_and_never_written_down():
    for name, value in OWN["web"]["environment"].items():
        if name in {"SECRET_KEY", "DATABASE_URL", "PASS_SIGNING_KEY"}:
            assert re.search(r"\$\{[A-Z_]+:\?", value), name


def test_web_and_worker_can_be_scaled():
    for name in ("web", "worker"):
        assert "container_name" not in OWN[name]
        assert "ports" not in OWN[name]
    proxy = (BASE_DIR / "deploy" / "nginx" / "gate.conf").read_text(encoding="utf-8")
    assert "resolver " in proxy
    assert re.search(r"set \$web http://web:8000;\s+proxy_pass \$web;", proxy)


def test_an_address_without_stand_in_stops_the_rehearsal():
    with pytest.raises(SystemExit, match="NEW_URL"):
        rehearse_compose.environment_of({"environment": {"NEW_URL": "${SOMEWHERE}"}}, {})
