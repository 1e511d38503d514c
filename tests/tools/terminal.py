#!/usr/bin/python3
"""Runs a program on a terminal of its own and talks with it, as a person would: waits until it says a text, then answers with a line.

    terminal.py SECONDS [TEXT ANSWER ...] -- PROGRAM [WORD ...]

What the program says is copied to standard output. The exit code is the program's, 128 and the signal when one ended it; 3 when a text did not come in
SECONDS, 4 when it did not end by then. Some ANSWERs are no line: ^D ends its input, ^C interrupts, ^HANGUP takes the terminal away, ^KILL is kill -9,
^SIZE 80x24 makes the window so large, and ^RAW TEXT sends the text, in which \\x1b and the like are bytes, without Enter.
"""
import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


class Terminal:
    """A program on a terminal, and what it said."""

    def __init__(self, program):
        self.said, self.heard = bytearray(), 0
        self.child, self.master = pty.fork()
        if self.child == 0:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE):  # in the background and in Python some are ignored
                signal.signal(number, signal.SIG_DFL)
            os.execvp(program[0], program)

    def hear(self, text, seconds):
        """Waits for a text behind what was heard before; for the end, when it is None. False when it does not come."""
        end = time.monotonic() + seconds
        while True:
            at = -1 if text is None else self.said.find(text, self.heard)
            if at >= 0:
                self.heard = at + len(text)
                return True
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                return False
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # the other side is closed
                piece = b""
            if not piece:
                return text is None
            self.said += piece

    def end(self, seconds):
        """Waits for its end, and gives its status; None when it does not come."""
        end = time.monotonic() + seconds
        while True:
            ended, status = os.waitpid(self.child, os.WNOHANG)
            if ended or time.monotonic() > end:
                return status if ended else None
            time.sleep(0.02)

    def give(self, answer):
        """Gives an answer. False when nothing is to be heard from then on."""
        word, _, rest = answer.partition(" ")
        if word == "^HANGUP":
            os.close(self.master)
            return False
        if word == "^KILL":
            os.kill(self.child, signal.SIGKILL)
        elif word == "^SIZE":
            columns, lines = map(int, rest.split("x"))
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        elif word == "^RAW":
            os.write(self.master, codecs.decode(rest.encode(), "unicode_escape").encode("latin-1"))
        else:
            os.write(self.master, {"^D": b"\x04", "^C": b"\x03"}.get(answer, answer.encode() + b"\n"))
        return True


def main():
    """Talks."""
    split = sys.argv.index("--")
    seconds, talk = float(sys.argv[1]), sys.argv[2:split]
    terminal, code, there = Terminal(sys.argv[split + 1:]), 0, True
    for text, answer in zip(talk[::2], talk[1::2]):
        if not terminal.hear(text.encode(), seconds):
            code = 3
            break
        there = terminal.give(answer)
    if code == 0 and there and not terminal.hear(None, seconds):
        code = 4
    status = terminal.end(seconds) if code == 0 else None
    if status is None:
        code = code or 4
        os.kill(terminal.child, signal.SIGKILL)
        status = os.waitpid(terminal.child, 0)[1]
    sys.stdout.write(terminal.said.decode("utf-8", "replace").replace("\r\n", "\n"))
    ended = os.waitstatus_to_exitcode(status)
    return code or (ended if ended >= 0 else 128 - ended)


sys.exit(main())
