// The log: one line an event on standard error, `stage district drop: text`. No value of a child's record ever goes here.
#pragma once

// Names the program in front of every line. The text must outlive the log.
void log_name(const char *program);

// Writes a line. Control characters in the text are written as \xNN, so that a file's name cannot forge a line.
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Names the district and the drop that the lines are about from now on; NULL for none. The texts must outlive their use.
void log_about(const char *district, const char *drop);
