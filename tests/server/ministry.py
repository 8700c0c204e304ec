"""An installation as docs/ministry.md makes it, from the files in deploy/, on ports of its own."""

import contextlib
import http.cookiejar
import os
import re
import shlex
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HOST = "centre.verdania.gov"  # nobody asks a name server for it
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PATIENCE = 300


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def wait_until(asked, what, seconds=PATIENCE):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if asked():
            return
        time.sleep(0.2)
    raise AssertionError(f"in {seconds} s: {what}")


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError:
        return False
    return True


class Postgres:
    """Debian's PostgreSQL in a folder and on a port of its own."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder
        self._env = os.environ | {
            "SCP_TEST_POSTGRES": str(folder),
            "SCP_TEST_POSTGRES_PORT": str(self.port),
        }

    def start(self):
        subprocess.run(
            ["sh", "tools/postgres.sh"], cwd=ROOT, env=self._env, check=True, stdout=subprocess.PIPE
        )

    def stop(self):
        subprocess.run(["sh", "tools/postgres.sh", "stop"], cwd=ROOT, env=self._env, check=False)

    def restart(self):
        """Start the same data again; the script's own start would make them anew."""
        server = f"{self._bin()}/pg_ctl -D {self.folder}/data -w -l {self.folder}/log"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        options += f" -c unix_socket_directories={self.folder} -c fsync=off"
        self._as_server(f"{server} -o '{options}' start")

    def kill(self):
        """End the server as a power cut would; its processes go with it."""
        noted = self.folder / "data/postmaster.pid"
        os.kill(int(noted.read_text().split()[0]), signal.SIGKILL)
        # It starts again only once nobody holds the memory that its processes shared; and where
        # nobody has asked what became of the killed one, its number still counts as running.
        wait_until(lambda: not _children_left(self.folder / "data"), "PostgreSQL is gone")
        for left in (noted, *self.folder.glob(".s.PGSQL.*")):
            left.unlink()

    def make(self, name):
        self._as_server(f"{self._bin()}/createdb -h 127.0.0.1 -p {self.port} -U centre {name}")
        return self.url(name)

    def url(self, name="centre"):
        return f"postgresql://centre@127.0.0.1:{self.port}/{name}"

    def _bin(self):
        return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]

    def _as_server(self, command):
        words = ["su", "postgres", "-s", "/bin/sh", "-c", command]
        if os.getuid() != 0:
            words = ["sh", "-c", command]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def _children_left(data):
    """Return whether a process works in a folder of PostgreSQL: each stands in it."""
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):  # gone meanwhile
            if process.resolve() == data.resolve():
                return True
    return False


class _Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand over a letter."""

    def handle(self):
        self._say("220 mail")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines).decode().replace("=\r\n", "")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every letter and keeps it; with a certificate it is encrypted from the first byte."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, certificate=None):
        super().__init__(("127.0.0.1", 0), _Letters)
        self.letters = []
        self.port = self.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def make_certificate(folder, name):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=centre",
    ]
    words += [
        "-addext",
        f"subjectAltName=DNS:{name}",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(words, check=True, capture_output=True)
    return certificate, key


def settings_of(path):
    """Return what a file of settings in deploy/ says."""
    lines = (line for line in path.read_text().splitlines() if line and line[0] != "#")
    return dict(line.split("=", 1) for line in lines)


def command_of(unit):
    """Return the words after ./centre by which a unit of systemd starts its service."""
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    program, *words = shlex.split(line)
    assert program.endswith("/centre")
    return words


class Ministry:
    """The whole installation: settings, server, workers, proxy."""

    def __init__(self, folder, postgres, mail):
        self.folder, self.postgres, self.mail = folder, postgres, mail
        self.port, self.https, self.http = free_port(), free_port(), free_port()
        self.certificate = make_certificate(folder, HOST)
        self.running = {}
        self.settings = settings_of(DEPLOY / "scp-centre.env") | {
            "SCP_HOSTS": HOST,
            "SCP_PUBLIC_ADDRESS": f"https://{HOST}",
            "SCP_DATA": str(folder / "data"),
            "SCP_DATABASE_URL": postgres.url(),
            "SCP_SMTP_URL": f"smtp-plain://127.0.0.1:{mail.port}",
            "SCP_MAIL_FROM": "centre@ncpc.verdania.gov",
        }
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("SCP_", "DJANGO_"))}
        self.env |= {"PYTHONPATH": str(ROOT / "src"), "SCP_MEANING": "off"}

    def run(self, *words, settings=True, **more):
        """Run ./centre WORDS to its end, with the settings of the server or without."""
        return subprocess.run(
            [sys.executable, "-m", "scp_centre.interfaces.cli.main", *words],
            env=self.env | (self.settings if settings else {}) | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, name, *words):
        """Start a service; what it says goes into a file of its name."""
        with (self.folder / f"{name}.log").open("ab") as said:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "scp_centre.interfaces.cli.main", *words],
                env=self.env | self.settings,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def start_server(self):
        self.start("server", *command_of("scp-centre.service"), "--port", str(self.port))
        wait_until(
            lambda: self.status("/health") == 200, f"the server answers\n{self.said('server')}"
        )

    def start_worker(self, number):
        self.start(f"worker{number}", *command_of("scp-centre-worker@.service"))

    def tend_workers(self):
        """Start workers again that ended, as systemd does with Restart=always."""
        for name in [n for n in self.running if n.startswith("worker")]:
            if self.running[name].poll() is not None:
                self.running.pop(name)
                self.start_worker(name.removeprefix("worker"))
        return True

    def said(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def stop(self, name, sign=signal.SIGTERM):
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        process.wait(timeout=PATIENCE)

    def start_proxy(self):
        """Start nginx with deploy/nginx.conf: names, ports and paths of this test put in."""
        text = (DEPLOY / "nginx.conf").read_text()
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{self.http};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.https} ssl;"),
            ("centre.example.org", HOST),
            ("/etc/ssl/centre/fullchain.pem", str(self.certificate[0])),
            ("/etc/ssl/centre/privkey.pem", str(self.certificate[1])),
            ("127.0.0.1:8000", f"127.0.0.1:{self.port}"),
            ("/opt/scp-centre/deploy", str(DEPLOY)),
        ):
            assert old in text, old
            text = text.replace(old, new)
        text = re.sub(r" *listen \[::\].*\n", "", text)
        user = "user root;\n" if os.getuid() == 0 else ""  # the checkout may be root's alone
        whole = f"{user}pid {self.folder}/nginx.pid;\nerror_log {self.folder}/nginx.log;\n"
        whole += f"events {{}}\nhttp {{ access_log off;\n{text}}}\n"
        (self.folder / "nginx.conf").write_text(whole)
        words = [NGINX, "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "nginx.log")]
        self.running["proxy"] = subprocess.Popen(
            [*words, "-g", "daemon off;"], start_new_session=True
        )
        wait_until(lambda: listens(self.https), "the proxy listens")

    def browser(self):
        return Browser(self)

    def status(self, path, otherwise=0, **headers):
        """Return the status that the server itself gives, asked as the proxy asks."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Host": HOST, "X-Forwarded-Proto": "https", **headers},
        )
        try:
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return otherwise

    def end(self):
        for name in list(self.running):
            self.stop(name, signal.SIGKILL if name == "proxy" else signal.SIGTERM)


class Browser:
    """Somebody's browser, through the proxy and HTTPS, with its cookies."""

    def __init__(self, ministry):
        context = ssl.create_default_context(cafile=str(ministry.certificate[0]))
        self._https = ministry.https
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            _ToProxy(ministry.https, context),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def cookie(self, name):
        return next((c.value for c in self.cookies if c.name == name), "")

    def open(self, path, data=None):
        """Return (status, text, address) of a page; redirections are followed."""
        address = path if path.startswith("https://") else f"https://{HOST}{path}"
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        asked = urllib.request.Request(address, body, headers={"Referer": f"https://{HOST}/"})
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), address

    def send(self, path, values=(), action=None):
        """Fill in the form of a page and send it."""
        _, page, address = self.open(path)
        return self.open(action or address, dict(values) | {"csrfmiddlewaretoken": token_in(page)})

    def upload(self, path, name, file):
        """Send a file by the form of a page."""
        _, page, address = self.open(path)
        token = token_in(page)
        mark = "a-boundary-of-the-test"
        parts = (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}'
        )
        parts += f'\r\n--{mark}\r\nContent-Disposition: form-data; name="{name}"; '
        parts += f'filename="{file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = parts.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        headers = {"Referer": address, "Content-Type": f"multipart/form-data; boundary={mark}"}
        asked = urllib.request.Request(address, body, headers=headers)
        try:
            with self.opener.open(asked, timeout=120) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), address


def token_in(page):
    """Return the token that a form of a page sends along."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


class _ToProxy(urllib.request.HTTPSHandler):
    """Asks the proxy on this machine, whatever name the address has; the name is checked."""

    def __init__(self, port, context):
        super().__init__(context=context)
        self._port, self._tls = port, context

    def https_open(self, asked):
        def connection(host, **more):
            more.pop("context", None)
            return _Connection(host, self._port, self._tls, **more)

        return self.do_open(connection, asked)


class _Connection(urllib.request.http.client.HTTPSConnection):
    def __init__(self, host, port, context, **more):
        super().__init__(host, context=context, **more)
        self._proxy, self._tls = port, context

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self._proxy), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
