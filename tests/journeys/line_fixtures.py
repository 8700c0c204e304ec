"""A line between a browser and the server that can be cut, as the one on a factory floor."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """Forward every connection to ``target``; ``up`` and ``answers`` say what passes."""

    def __init__(self, target: str):
        self.target = (urlsplit(target).hostname, urlsplit(target).port)
        self.up = self.answers = True
        self.open: set[socket.socket] = set()
        self.listening = socket.create_server(("localhost", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing pass from now on; what is on the way is lost."""
        self.up = False
        for end in list(self.open):
            self._shut(end)

    def mend(self) -> None:
        """Let everything pass again."""
        self.up = self.answers = True

    def close(self) -> None:
        """End the line."""
        self.listening.close()
        self.cut()

    def _shut(self, end: socket.socket) -> None:
        self.open.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            if not self.up:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self.open |= {near, far}
            for source, sink, answer in ((near, far, False), (far, near, True)):
                threading.Thread(
                    target=self._carry, args=(source, sink, answer), daemon=True
                ).start()

    def _carry(self, source: socket.socket, sink: socket.socket, answer: bool) -> None:
        try:
            while block := source.recv(65536):
                if answer and not self.answers:
                    break
                sink.sendall(block)
        except OSError:
            pass
        self._shut(source)
        self._shut(sink)
