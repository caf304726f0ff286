"""A reverse proxy that speaks TLS, as small as one can be: one request a connection, websockets streamed."""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def certificate(folder: Path) -> Path:
    """Key and certificate of this machine in one file, made now."""
    path = folder / "proxy.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    key, cert = folder / "key", folder / "cert"
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    path.write_text(key.read_text() + cert.read_text())
    return path


def _head(near: ssl.SSLSocket) -> tuple[bytes, bytes]:
    """(head, first bytes of the body) of one request."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = near.recv(65_536)
        if not piece:
            break
        heard += piece
    head, _, rest = heard.partition(b"\r\n\r\n")
    return head, rest


def _stream(near: ssl.SSLSocket, far: socket.socket) -> None:
    """All bytes both ways until one side ends; in one thread, since TLS is no matter for two."""
    while True:
        ready = [near] if near.pending() else select.select([near, far], [], [])[0]
        for source in ready:
            piece = source.recv(65_536)
            if not piece:
                return
            (far if source is near else near).sendall(piece)


@contextlib.contextmanager
def tls_proxy(upstream: str, pem: Path, *, host: str | None = None) -> Iterator[str]:
    """https://127.0.0.1:PORT before upstream (host:port).

    host: sent as Host instead of the browser's, which goes into X-Forwarded-Host (as some proxies do).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            near: ssl.SSLSocket = self.request
            head, rest = _head(near)
            first, *lines = head.split(b"\r\n")
            kept = [line for line in lines if not line.lower().startswith((b"connection:", b"x-forwarded-"))]
            if host is not None:
                asked = next(line for line in kept if line.lower().startswith(b"host:"))
                kept.remove(asked)
                kept += [f"Host: {host}".encode(), b"X-Forwarded-Host:" + asked.partition(b":")[2]]
            upgrade = any(line.lower().startswith(b"upgrade:") for line in kept)
            kept += [b"Connection: " + (b"Upgrade" if upgrade else b"close")]
            kept += [f"X-Forwarded-For: {self.client_address[0]}".encode(), b"X-Forwarded-Proto: https"]
            name, _, port = upstream.partition(":")
            with socket.create_connection((name, int(port))) as far:
                far.sendall(b"\r\n".join([first, *kept, b"", b""]) + rest)
                _stream(near, far)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def finish_request(self, request: Any, address: Any) -> None:
            with contextlib.suppress(OSError), context.wrap_socket(request, server_side=True) as near:
                self.RequestHandlerClass(near, address, self)

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
