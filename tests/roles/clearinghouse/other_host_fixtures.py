"""A host of others, for tests of what is fetched."""

import http.server
import threading

import pytest


class Elsewhere(http.server.ThreadingHTTPServer):
    """A host of others: path -> status, heads, content; a function writes what never ends."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.pages, self.asked = {}, []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"

    def address(self, path):
        return f"http://{self.place}{path}"


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        found = self.server.pages.get(self.path) or self.server.pages.get(self.path.split("?")[0])
        if callable(found):
            found = found(self)
        if found is None:
            return
        status, heads, content = found
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere(settings):
    server = Elsewhere()
    server.pages["/gone"] = (404, {}, b"")
    settings.FETCH_ALSO = [server.place]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
