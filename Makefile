# rosterdrop: one Makefile, no recursion. Objects lie under $(B); a variant is another B:
#
#   make                     the executables, under build/libexec and build/bin
#   make test                everything that prove can run
#   make B=build/asan VARIANT=asan test
#   make lint                compilers, clang-tidy, cppcheck, shellcheck, mandoc, floors
#   make fuzz                each fuzz target for FUZZ_SECONDS
#   make bench               speed and memory against `unzip -tqq`
#   make bench-match         the matcher on people whose truth is known
#   make bench-pull          a pull over SFTP against OpenSSH's sftp
#   make install DESTDIR= PREFIX=/usr/local
#
# How to add an executable: a folder cmd/NAME with a main.c, NAME in STAGES or FRONT, its libraries below.

B ?= build
VARIANT ?= release
CC = gcc
AR = gcc-ar
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 10

VERSION := 0.1
STAGES := fetch validate normalise match apply report
FRONT := rosterdrop

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wundef -Wwrite-strings
WERROR ?= -Werror
HARDEN := -fstack-protector-strong -fPIE
CPPFLAGS := -I. -D_GNU_SOURCE -DROSTERDROP_VERSION='"$(VERSION)"'
LDFLAGS := -pie -Wl,-z,relro,-z,now,--as-needed

ifeq ($(VARIANT),release)
OPTIMISE := -O2 -g -D_FORTIFY_SOURCE=3
# The small functions that every row goes through lie in many files; the programs are optimised across them. Tests and tools link the
# same objects as they are, which is quicker.
ifneq ($(findstring gcc,$(CC)),)
OPTIMISE += -flto=auto -ffat-lto-objects
APART := -fno-lto
endif
else ifeq ($(VARIANT),asan)
CPPFLAGS += -DLIMIT_STAGED_CHANGES=2 # so that every act is a large one here
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS += -fsanitize=address,undefined
else ifeq ($(VARIANT),tsan)
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
LDFLAGS += -fsanitize=thread
else
$(error VARIANT is release, asan or tsan)
endif
CFLAGS := -std=c17 $(OPTIMISE) $(WARN) $(WERROR) $(HARDEN)

# One line an executable: what it links is what it may touch.
LIBS_common := -llmdb -lconfuse -lcrypto -lxxhash -lutf8proc
LIBS_fetch := -lssh -larchive $(LIBS_common)
LIBS_validate := -larchive -lcsv -ljansson $(LIBS_common)
LIBS_normalise := $(LIBS_common)
LIBS_match := -lm -lcsv -ljansson $(LIBS_common)
LIBS_apply := -lcsv -ljansson $(LIBS_common)
LIBS_report := -lcurl -lcsv -ljansson $(LIBS_common)
LIBS_rosterdrop := -lm -larchive -lcsv -ljansson $(LIBS_common)
LIBS_all := -lm -lcurl -lssh -larchive -lcsv -ljansson -lz $(LIBS_common)

LIB_SOURCES := $(wildcard schema/*.c pipeline/*.c)
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(B)/%.o)
LIB := $(B)/librosterdrop.a
PROGRAMS := $(STAGES:%=$(B)/libexec/%) $(FRONT:%=$(B)/bin/%)
TOOLS := $(patsubst tests/tools/%.c,$(B)/tools/%,$(wildcard tests/tools/*.c))
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
PRELOADS := $(patsubst tests/preload/%.c,$(B)/preload/%.so,$(wildcard tests/preload/*.c))

.PHONY: all programs tests test lint fuzz bench bench-match bench-pull install clean floors
.DELETE_ON_ERROR:
.SECONDEXPANSION:

all: programs
programs: $(PROGRAMS)
tests: programs $(TOOLS) $(UNIT) $(PRELOADS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(LIB_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

objects_of = $(patsubst %.c,$(B)/%.o,$(wildcard cmd/$(1)/*.c))
$(B)/libexec/%: $$(call objects_of,$$*) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$*)
$(B)/bin/%: $$(call objects_of,$$*) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$*)

# A unit test or tool may name modules that it needs besides the library: tests/unit/NAME.c has a line
# "// uses cmd/validate/x.c".
uses_of = $(patsubst %.c,$(B)/%.o,$(shell sed -n 's|^// uses ||p' tests/$(1).c))
$(B)/unit/%: $(B)/tests/unit/%.o $$(call uses_of,unit/$$*) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(APART) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS_all)
$(B)/tools/%: $(B)/tests/tools/%.o $$(call uses_of,tools/$$*) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(APART) $(LDFLAGS) -o $@ $^ $(LIBS_all)
# What a test loads into the programs, and no program is linked with.
$(B)/preload/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=c17 -O1 -g $(WARN) $(WERROR) -fPIC -shared -o $@ $<
# What it measures is measured as the program is built.
$(B)/tools/link_bench: APART :=
.SECONDARY:

test: tests
	B=$(B) tests/run

floors:
	scripts/floors

lint:
	scripts/lint

fuzz:
	B=$(B) tests/fuzz/run $(FUZZ_SECONDS)

bench: tests
	B=$(B) tests/bench/run

bench-match: $(B)/tools/link_bench
	B=$(B) tests/bench/match

bench-pull: tests
	B=$(B) tests/bench/pull

MANUALS := $(wildcard cmd/*/*.[1578] pipeline/*.[1578] schema/*.[1578] scripts/*.[1578])
install: programs
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/rosterdrop
	install -m 755 $(FRONT:%=$(B)/bin/%) $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(STAGES:%=$(B)/libexec/%) $(DESTDIR)$(PREFIX)/libexec/rosterdrop/
	install -d $(DESTDIR)$(PREFIX)/sbin
	install -m 755 scripts/drop-account $(DESTDIR)$(PREFIX)/sbin/
	install -m 644 scripts/drop-sshd $(DESTDIR)$(PREFIX)/libexec/rosterdrop/
	for page in $(MANUALS); do \
	  section=man$${page##*.}; \
	  install -d $(DESTDIR)$(PREFIX)/share/man/$$section && \
	  install -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/$$section/ || exit 1; \
	done

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
