"""What the compose file grants each service: no more than it needs, and never the whole machine."""

import re

import pytest
import yaml

from tests.house.production import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
#: PostgreSQL's image begins as root, gives its folder to the user postgres, and becomes that user.
CAPABILITIES = {"postgres": {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}}
MEGABYTES = {"m": 1, "g": 1024}


def megabytes(size):
    number, unit = re.fullmatch(r"(\d+)([mg])b?", size).groups()
    return int(number) * MEGABYTES[unit]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_an_end_of_memory_of_processors_and_of_processes(name):
    service = SERVICES[name]
    assert 64 <= megabytes(service["mem_limit"]) <= 2048
    assert service["cpus"] in {1, "${CPUS:-1}"}  # a machine with one core refuses more
    assert 0 < service["pids_limit"] <= 300


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_the_capabilities_it_needs_and_gains_none(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("cap_add", [])) == CAPABILITIES.get(name, set())
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_written_into_memory_has_an_end(name):
    service = SERVICES[name]
    for folder in service.get("tmpfs", []):
        (size,) = re.findall(r":size=(\w+)", folder)
        assert megabytes(size) < megabytes(service["mem_limit"])


def test_the_engines_are_reached_by_the_portal_alone_and_reach_nobody():
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert networks == {
        "nginx": {"front"},
        "web": {"front", "back"},
        "worker": {"back", "out"},
        "beat": {"back"},
        "migrate": {"back"},
        "postgres": {"back"},
        "redis": {"back"},
    }
    assert COMPOSE["networks"].keys() == {"front", "back", "out"}
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["nginx"]


def test_the_children_of_the_worker_fit_into_its_memory():
    worker = SERVICES["worker"]
    children = int(worker["command"][worker["command"].index("--concurrency") + 1])
    (kilobytes,) = re.findall(r'"WORKER_MAX_MEMORY_KB", default=([\d_]+)', settings_text())
    assert children * int(kilobytes) / 1024 + 256 < megabytes(worker["mem_limit"])


def test_redis_asks_for_a_password_and_gives_up_the_cache_before_the_queue():
    (*_, command) = SERVICES["redis"]["command"]
    assert '--requirepass "$$REDIS_PASSWORD"' in command
    assert "--maxmemory-policy volatile-lru" in command  # what has no end stays: the queue
    (memory,) = re.findall(r"--maxmemory (\w+)", command)
    assert megabytes(memory) * 2 <= megabytes(SERVICES["redis"]["mem_limit"])  # it forks to write
    for name in ("migrate", "web", "worker", "beat"):
        assert SERVICES[name]["environment"]["REDIS_URL"].startswith(
            "redis://:${REDIS_PASSWORD:?}@"
        )
    assert "${REDIS_PASSWORD:?}" in SERVICES["redis"]["environment"]["REDIS_PASSWORD"]


def test_the_limits_are_told_to_whoever_operates_the_portal():
    guide = (ROOT / "docs/operating.md").read_text()
    for name, service in SERVICES.items():
        assert re.search(rf"\| {name} \| {service['mem_limit']} \|", guide), name


def settings_text():
    return (ROOT / "reformasi/settings.py").read_text()
