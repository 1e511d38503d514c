#!/usr/bin/python3
"""Debian's aiosmtpd with STARTTLS and AUTH demanded: FOLDER CERT KEY, on a port that is free. As smtpd.py, but somebody else's server."""
import os
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

folder = sys.argv[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])


class Handler:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        with open(os.path.join(folder, f"{Handler.count}.rcpt"), "w") as out:
            out.write("".join(r + "\n" for r in envelope.rcpt_tos))
        with open(os.path.join(folder, f"{Handler.count}.eml"), "wb") as out:
            out.write(envelope.original_content)
        return "250 OK"


def sign_in(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"roster", b"secret"), handled=False)  # or it would say nothing to who failed


def start():
    """Its port has to be named, and another program can take it first: then there is another one."""
    for _ in range(100):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(Handler(), hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True,
                                auth_required=True, authenticator=sign_in, ready_timeout=120)
        try:
            controller.start()
            return controller, port
        except OSError as error:
            print(error, file=sys.stderr)
    sys.exit("no port is free")


controller, port = start()
with open(os.path.join(folder, "port"), "w") as out:
    out.write(str(port))
sys.stdin.read()
controller.stop()
