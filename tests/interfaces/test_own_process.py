"""What is asked over HTTP computes in a process of its own: it ends, and the server goes on."""

import subprocess
import sys
import threading

import pytest

from scp_centre.centre.errors import CostlyMethodError, MethodsBusyError
from scp_centre.centre.foreign_files.allowance import Allowance
from scp_centre.interfaces.contracts import own_process, run
from scp_centre.interfaces.contracts.own_process import MethodFaultError, run_apart
from scp_centre.methods.errors import MethodError

UNITS = {"units": ["a", "b", "c"], "outputs": [[1.0], [1.0], [1.0]]}
SHORT = UNITS | {"inputs": [[1.0], [2.0], [3.0]]}
LONG = SHORT | {"bootstrap": {"replications": 100_000}}


@pytest.fixture
def own_pool(monkeypatch):
    """Processes that only this test uses."""
    monkeypatch.setattr(own_process, "_pool", None)
    yield
    if own_process._pool:
        own_process._pool.end()


def test_the_answer_is_that_of_the_command_line():
    assert run_apart("dea", SHORT, person=1) == run("dea", SHORT)


def test_an_error_of_a_method_keeps_its_code_place_and_cure():
    wrong = SHORT | {"inputs": [[1.0], [2.0]]}
    with pytest.raises(MethodError) as here:
        run("dea", wrong)
    with pytest.raises(MethodError) as apart:
        run_apart("dea", wrong, person=1)
    assert apart.value.as_dict() == here.value.as_dict()


def test_an_unknown_method_needs_no_process(monkeypatch):
    monkeypatch.setattr(own_process, "_ask", None)
    with pytest.raises(MethodError, match="alchemy"):
        run_apart("alchemy", {}, person=1)


def test_a_computation_that_takes_too_long_is_ended(own_pool, monkeypatch):
    monkeypatch.setattr(own_process, "ALLOWANCE", Allowance(0.5, 10**6, patience=5.0))
    with pytest.raises(CostlyMethodError, match="more time or memory"):
        run_apart("dea", LONG, person=1)
    assert not own_process._pool._free, "its process is ended"


def test_a_computation_has_little_memory():
    asked = "limit_process(MEMORY, threads=True); bytearray(3 * 1024**3)"
    ended = subprocess.run(
        [sys.executable, "-c", f"from scp_centre.interfaces.contracts.main import *; {asked}"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1 and ended.stderr.rstrip().endswith("MemoryError")


def test_one_person_computes_one_thing_at_a_time_and_all_together_few(own_pool, monkeypatch):
    inside, go_on = threading.Semaphore(0), threading.Event()

    def ask(name, data):
        inside.release()
        go_on.wait(20)
        return {"answer": {}}

    monkeypatch.setattr(own_process, "_ask", ask)
    first = threading.Thread(target=run_apart, args=("dea", {}), kwargs={"person": 1})
    first.start()
    inside.acquire()
    with pytest.raises(MethodsBusyError, match="Other calculations"):
        run_apart("dea", {}, person=1)
    go_on.set()
    first.join()
    assert run_apart("dea", {}, person=1) == {} and not own_process._computing


def test_when_all_processes_are_taken_the_next_waits_a_moment(own_pool, monkeypatch):
    monkeypatch.setattr(own_process, "ALLOWANCE", Allowance(60.0, 10**6, patience=0.05))
    pool = own_process._shared_pool()
    pool.most = 1
    with pool.lend(1.0), pytest.raises(MethodsBusyError):
        run_apart("dea", SHORT, person=1)


def test_a_fault_of_ours_is_told_as_one(monkeypatch):
    monkeypatch.setattr(own_process, "_ask", lambda *_: {"fault": "Traceback: dea.py"})
    with pytest.raises(MethodFaultError, match="dea.py"):
        run_apart("dea", SHORT, person=1)


@pytest.mark.django_db
def test_both_addresses_answer_503_with_a_sentence_when_busy(signed_in, monkeypatch):
    def busy(*_, **__):
        raise MethodsBusyError

    client = signed_in("company")
    for path, place in (("/api/v1/compute/dea", "api.routes"), ("/api/compute/dea", "web.views")):
        monkeypatch.setattr(f"scp_centre.interfaces.{place}.run_apart", busy)
        answer = client.post(path, SHORT, content_type="application/json")
        assert answer.status_code == 503
        assert "Other calculations" in answer.json()["error"]["message"]
