"""Two centres: one harvests the other over the net; a withdrawal travels; fifty readers at once."""

import http.client
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection
from django.urls import reverse

from scp_centre.roles.clearinghouse.actions.sources import harvest, keep_source
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.clearinghouse.search.item_search import search
from tests.installations import environment, prepare
from tests.roles.clearinghouse.clearinghouse_fixtures import editor  # noqa: F401

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the other centre is an installation of its own"
)
RETIRE = """
import django; django.setup()
from scp_centre.centre.registry.models import Person
from scp_centre.roles.clearinghouse.actions.items import retire
from scp_centre.roles.clearinghouse.models import Item
who = Person.objects.get(email__startswith="information@")
retire(Item.objects.get(texts__title="Feedwater economiser for the boiler"), "Old.", acting_user=who)
"""
READERS, SECONDS = 50, 20
PAGES = (
    "/clearinghouse/",
    "/clearinghouse/?q=reduce+water+in+textile+dyeing,+low+cost",
    "/clearinghouse/?q=heatpmp&topic=heat",
    "/clearinghouse/1/",
    "/clearinghouse/feed.atom?topic=water",
    "/clearinghouse/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/clearinghouse/search.json?q=kiln",
)


@pytest.fixture(scope="module")
def other_centre(tmp_path_factory):
    """A second centre with the sample items, on a port of its own."""
    data = prepare(tmp_path_factory.mktemp("other") / "centre", "demo", tmp_path_factory)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "demo", "--port", str(port)]
    server = subprocess.Popen(words, env=environment(data), stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if get(port, "/health") == 200:
                break
        except OSError:
            time.sleep(0.3)
    yield data, port
    server.terminate()
    server.wait(timeout=20)


def get(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def quiet(*_):
    pass


def test_one_centre_harvests_the_other_and_fifty_read_it(
    other_centre,
    editor,  # noqa: F811
    settings,
    client,
):
    data, port = other_centre
    settings.FETCH_ALSO = [f"127.0.0.1:{port}"]
    values = {"title": "Centre of Verdania", "kind": "oai", "set_spec": "", "every_days": 1}
    values |= {"address": f"http://127.0.0.1:{port}/clearinghouse/oai", "publish_at_once": True}
    source = keep_source(values, acting_user=editor)
    tally = harvest(source, quiet, editor)
    assert tally.new > 60 and tally.refused == []
    found = search("recirculate water of a pasteuriser").items[0]
    item = Item.objects.get(pk=found)
    assert item.original.title == "A brewery recirculates its pasteuriser water"
    assert {t.language for t in item.texts.all()} == {"en", "fr", "es"}
    page = client.get(reverse("item", args=[item.pk])).content.decode()
    assert f"http://127.0.0.1:{port}/clearinghouse/" in page and "Centre of Verdania" in page
    source.refresh_from_db()
    assert harvest(source, quiet, editor).new == 0
    done = subprocess.run(
        [sys.executable, "-c", RETIRE], env=environment(data), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    source.refresh_from_db()
    assert harvest(source, quiet, editor).gone == 1
    gone = Item.objects.get(texts__title="Feedwater economiser for the boiler")
    assert gone.standing == Standing.RETIRED
    answers = read_at_once(port)
    assert set(answers) == {200}
    assert len(answers) > READERS


def read_at_once(port):
    """Return the statuses that fifty readers at once were answered with."""
    until = time.monotonic() + SECONDS
    answers: list[int] = []

    def read(n):
        while time.monotonic() < until:
            answers.append(get(port, PAGES[n % len(PAGES)]))
            n += 1

    readers = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    return answers
