#!/usr/bin/python3
"""A mail server for tests that misbehaves on demand. Standard library only.

    smtpd.py FOLDER MODE [CERT KEY]

Listens on a free port of 127.0.0.1, writes it to FOLDER/port, and each message that it took, as it
was on the wire but for dots, to FOLDER/1.eml, 2.eml ...; beside it 1.rcpt, who it was for. What
went wrong on the wire is in FOLDER/bad: a line feed without carriage return, mail without TLS,
a sign-in that failed. MODE is one or more of these words, joined by commas:

    ok              nothing special
    auth            demands roster/secret
    implicit        TLS from the first byte
    plain           offers no STARTTLS and demands none
    stripped        offers no STARTTLS and demands it
    rcpt450 rcpt550 answers so to a recipient that begins with "bad"
    all550          refuses every recipient
    mail451 mail550 data451 data552
                    answers so to MAIL, or behind the message
    greet554        refuses to talk
    hush            says nothing at all
    stall           takes the message and never answers
    cut             closes in the middle of the message
    vanish          takes the message, and closes instead of answering
"""
import base64
import os
import socket
import ssl
import sys
import threading
import time

folder, modes = sys.argv[1], sys.argv[2].split(",")
context = None
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
lock = threading.Lock()
count = 0


def complain(what):
    with lock, open(os.path.join(folder, "bad"), "a") as out:
        out.write(what + "\n")


def keep(message, recipients):
    """Writes a message that was taken down."""
    global count
    with lock:
        count += 1
        with open(os.path.join(folder, f"{count}.rcpt"), "w") as out:
            out.write("".join(r + "\n" for r in recipients))
        with open(os.path.join(folder, f"{count}.eml"), "wb") as out:
            out.write(message)


class Talk:
    """One connection."""

    def __init__(self, sock):
        self.sock, self.tls, self.signed = sock, False, False
        if "implicit" in modes:
            self.secure()
        self.file = self.sock.makefile("rb")
        self.recipients = []

    def secure(self):
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.tls = True

    def say(self, line):
        self.sock.sendall(line.encode() + b"\r\n")

    def line(self):
        line = self.file.readline()
        if not line:
            raise EOFError
        if not line.endswith(b"\r\n"):
            complain("bare LF")
        return line

    def ehlo(self, _):
        words = ["test"]
        if context and not self.tls and not {"plain", "stripped"} & set(modes):
            words.append("STARTTLS")
        if "auth" in modes and self.tls:
            words.append("AUTH PLAIN LOGIN")
        for word in words[:-1]:
            self.say("250-" + word)
        self.say("250 " + words[-1])

    def starttls(self, _):
        self.say("220 go")
        self.secure()
        self.file = self.sock.makefile("rb")

    def auth(self, words):
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                self.say("334 ")
                words.append(self.line().decode().strip())
            given = base64.b64decode(words[2]).split(b"\0")[1:]
        else:
            given = [base64.b64decode(w) for w in words[2:]]
            for prompt in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")[len(given):]:
                self.say("334 " + prompt)
                given.append(base64.b64decode(self.line().strip()))
        self.signed = given == [b"roster", b"secret"]
        if not self.signed:
            complain("wrong password")
        self.say("235 hello" if self.signed else "535 no")

    def mail(self, _):
        if not self.tls and "plain" not in modes:
            complain("mail without TLS")
        if "auth" in modes and not self.signed:
            complain("mail without a name")
        self.recipients = []
        code = next((m[4:] for m in modes if m.startswith("mail")), "250")
        self.say(code + " sender")

    def rcpt(self, words):
        address = " ".join(words)[9:].split(">")[0]
        code = next((m[4:] for m in modes if m.startswith("rcpt")), "250") \
            if address.startswith("bad") else "250"
        if "all550" in modes:
            code = "550"
        if code == "250":
            self.recipients.append(address)
        self.say(code + " recipient " + address)

    def data(self, _):
        if not self.recipients:
            self.say("503 nobody")
            return
        self.say("354 go")
        message = b""
        while True:
            line = self.line()
            if line == b".\r\n":
                break
            message += line[1:] if line.startswith(b".") else line
            if "cut" in modes and len(message) > 500:
                raise EOFError
        code = next((m[4:] for m in modes if m.startswith("data")), "250")
        if code == "250":
            keep(message, self.recipients)
        if "stall" in modes:
            time.sleep(60)
        if "vanish" in modes:
            raise EOFError
        self.say(code + " message")

    def run(self):
        if "hush" in modes:
            time.sleep(60)
        if "greet554" in modes:
            self.say("554 not now")
            raise EOFError
        self.say("220 test")
        while True:
            words = self.line().decode("latin-1").split()
            verb = words[0].lower() if words else ""
            if verb == "quit":
                self.say("221 bye")
                return
            if verb in ("ehlo", "starttls", "auth", "mail", "rcpt", "data"):
                getattr(self, verb)(words)
            else:
                self.say("250 if you like")


def serve(sock):
    try:
        Talk(sock).run()
    except (EOFError, OSError, ssl.SSLError):
        pass
    finally:
        sock.close()


server = socket.create_server(("127.0.0.1", 0))
with open(os.path.join(folder, "port.new"), "w") as port:
    port.write(str(server.getsockname()[1]))
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
