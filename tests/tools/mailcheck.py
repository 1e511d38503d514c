#!/usr/bin/python3
"""Takes a mail apart with Python's own parser: mailcheck.py FILE [text|html|csv|plan|NAME.csv|all|HEADER].

Without a word: checks structure, encodings and headers, and says what is wrong (nothing, when it is
good). With one: prints that part, decoded."""
import email
import email.policy
import sys

raw = open(sys.argv[1], "rb").read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
parts = {"text": mail.get_body(("plain",)), "html": mail.get_body(("html",)),
         "csv": None, "plan": None}
for part in mail.iter_attachments():
    name = part.get_filename()
    parts[{"plan.csv": "plan", "findings.csv": "csv"}.get(name, name)] = part
if sys.argv[2:] == ["all"]:
    print(mail.items())
    for part in mail.walk():
        sys.stdout.flush()
        sys.stdout.buffer.write(part.get_payload(decode=True) or b"")
    sys.exit(0)
if len(sys.argv) > 2:
    if sys.argv[2] in parts or sys.argv[2].endswith(".csv"):
        if parts.get(sys.argv[2]) is not None:
            sys.stdout.buffer.write(parts[sys.argv[2]].get_payload(decode=True))
    else:
        print(mail[sys.argv[2]])
    sys.exit(0)
wrong = [repr(d) for part in mail.walk() for d in part.defects]
if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
    wrong.append("a line that does not end in CR LF")
if any(len(line) > 78 and not line.startswith(b"Message-ID:") for line in raw.split(b"\r\n")):
    wrong.append("a long line")
if any(byte > 126 for byte in raw):
    wrong.append("a byte that is not ASCII")
types = [part.get_content_type() for part in mail.walk()]
both = ["multipart/alternative", "text/plain", "text/html"]
if types not in [both] + [["multipart/mixed"] + both + ["text/csv"] * count for count in range(1, 9)]:
    wrong.append(f"structure {types}")
for name, value in {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "MIME-Version": "1.0"}.items():
    if mail[name] != value:
        wrong.append(f"{name} is {mail[name]}")
for name in ("From", "To", "Subject", "Date", "Message-ID"):
    if len(mail.get_all(name, [])) != 1:
        wrong.append(f"not one {name}")
for name, part in parts.items():
    if part is not None:
        try:
            part.get_payload(decode=True).decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(f"{name} is not UTF-8")
print("\n".join(wrong), end="\n" if wrong else "")
sys.exit(bool(wrong))
