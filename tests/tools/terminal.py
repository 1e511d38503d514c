#!/usr/bin/python3
"""Runs a program on a terminal of its own and talks with it, as a person would: waits until it says a text, then answers with a line.

    terminal.py SECONDS [TEXT ANSWER ...] -- PROGRAM [WORD ...]

What the program says is copied to standard output. The exit code is the program's; 3 when a text did not come in SECONDS, 4 when it did not end by
then. An ANSWER of ^D ends its input.
"""
import os
import pty
import select
import signal
import sys
import time


class Terminal:
    """A program on a terminal, and what it said."""

    def __init__(self, program):
        self.said, self.heard = bytearray(), 0
        self.child, self.master = pty.fork()
        if self.child == 0:
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


def main():
    """Talks."""
    split = sys.argv.index("--")
    seconds, talk = float(sys.argv[1]), sys.argv[2:split]
    terminal, code = Terminal(sys.argv[split + 1:]), 0
    for text, answer in zip(talk[::2], talk[1::2]):
        if not terminal.hear(text.encode(), seconds):
            code = 3
            break
        os.write(terminal.master, b"\x04" if answer == "^D" else answer.encode() + b"\n")
    if code == 0 and not terminal.hear(None, seconds):
        code = 4
    if code != 0:
        os.kill(terminal.child, signal.SIGKILL)
    status = os.waitpid(terminal.child, 0)[1]
    sys.stdout.write(terminal.said.decode("utf-8", "replace").replace("\r\n", "\n"))
    return code or os.waitstatus_to_exitcode(status)


sys.exit(main())
