# SPDX-License-Identifier: GPL-2.0-only
# `make help` lists the targets. V=1 shows commands, WERROR=1 turns warnings
# into errors. What is made goes below .out/, but for the program itself.

PREFIX	?= /usr/local
CC	= gcc
CLANG	= clang
BPFTOOL	= bpftool

WARN	= -Wall -Wextra -Wno-missing-field-initializers
ERROR	= $(if $(WERROR),-Werror)
CFLAGS	= -O2 -g
CPPFLAGS = -I.out -Iharness -I/usr/include/libnl3 -D_GNU_SOURCE=
COMPILE	= $(CPPFLAGS) -std=gnu11 -MMD -MP
LIBS	= -lbpf -lelf -lz -lnl-3 -ljansson -lcmocka
ASAN	= -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
BPF_CFLAGS = -O2 -g -target bpf -fno-builtin -idirafter /usr/include/$(shell uname -m)-linux-gnu

BPF	:= $(wildcard bpf/*.bpf.c)
SRC	:= $(wildcard harness/*.c cases/*.c)
UNIT	:= $(wildcard harness/test/unit_*.c)
LIARS	:= $(wildcard harness/test/liars*.c)
EMBED	:= $(wildcard netns/*.sh cases/known.json harness/*.css)
LIB	:= $(filter-out harness/main.c,$(SRC))	# what tests are linked with

SKEL	= .out/xdp.skel.h
OBJ	= $(SRC:%.c=.out/%.o) .out/embed.o
UNITS	= $(UNIT:harness/test/%.c=.out/asan/%)

Q	= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-6s %s\n' '$1' '$2')
jobs	= $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all run check unit tests lint warnings static bench matrix install clean help

all: xdpcheck				## build ./xdpcheck, needs no root

run:					## build, then test veth, or what ARGS says
	+@ci/deps && $(MAKE) --no-print-directory -s $(jobs) all && ./xdpcheck run $(ARGS)

check:					## all tests of xdpcheck itself, and a run on veth
	+@ci/deps && MAKE='$(MAKE)' ci/check

unit: $(UNITS)				## unit tests under ASan and UBSan, needs no root
	$(Q)status=0; for unit in $(UNITS); do ./$$unit || status=1; done; exit $$status

bench:					## build, then say how long things take
	+@ci/deps && $(MAKE) --no-print-directory -s $(jobs) all && ./xdpcheck bench $(ARGS)

matrix:					## docs/matrix.*, of VMs: KERNELS= NICS= ONLY= JOBS=
	+@MAKE='$(MAKE)' ci/matrix

lint:					## form, warnings of gcc and clang, shellcheck
	+@MAKE='$(MAKE)' ci/lint

static:					## .out/static/xdpcheck: one file, to copy elsewhere
	+@MAKE='$(MAKE)' ci/static

install: all				## below $(DESTDIR)$(PREFIX)
	install -D -m 755 xdpcheck $(DESTDIR)$(PREFIX)/bin/xdpcheck

clean:					## remove all that was made
	rm -rf .out xdpcheck

help:					## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  \1	/p' Makefile

# The program

xdpcheck: $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

.out/static/xdpcheck: $(OBJ) .out/static/libcmocka.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $(OBJ) -L.out/static $(LIBS)

.out/%.o: %.c Makefile | $(SKEL)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(WARN) $(ERROR) $(CFLAGS) $(COMPILE) -c -o $@ $<

# BPF: one object out of all programs, and its skeleton

.out/bpf/%.o: bpf/%.c Makefile
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) -Wall $(ERROR) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

.out/xdp.bpf.o: $(BPF:%.c=.out/%.o)
	$(call say,BPFLINK,$@)
	$(Q)$(BPFTOOL) gen object $@ $^

$(SKEL): .out/xdp.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name xdp >$@

# Files that the program carries: embed_veth_sh_start up to embed_veth_sh_end

symbol = embed_$(subst -,_,$(subst .,_,$(notdir $1)))
embed = .globl $(symbol)_start, $(symbol)_end\n \
	$(symbol)_start: .incbin "$1"\n $(symbol)_end: .byte 0\n

.out/embed.o: $(EMBED) Makefile
	$(call say,EMBED,$(EMBED))
	@mkdir -p $(@D)
	@printf '.section .rodata\n$(foreach f,$(EMBED),$(call embed,$f))' >.out/embed.S
	@printf '.section .note.GNU-stack,"",%%progbits\n' >>.out/embed.S
	$(Q)$(CC) -c -o $@ .out/embed.S

# Tests: unit tests with all sources under sanitizers, liars with the program's own objects,
# in which liars have a hand where these functions are called

LIED_TO	= main case_run xdp_set peer_send

tests: $(UNITS) $(if $(LIARS),.out/liars)

.out/asan/%.o: %.c Makefile | $(SKEL)
	$(call say,ASAN,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(WARN) -O1 -g $(ASAN) $(COMPILE) -c -o $@ $<

.out/asan/lib.a: $(LIB:%.c=.out/asan/%.o) .out/embed.o
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(UNITS): .out/asan/%: .out/asan/harness/test/%.o .out/asan/lib.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ASAN) -o $@ $^ $(LIBS)

.out/liars: $(LIARS:%.c=.out/%.o) $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LIED_TO:%=-Wl,--wrap=%) -o $@ $^ $(LIBS)

# Warnings are errors here, of both compilers

WARNED = $(SRC:.c=) $(UNIT:.c=) $(LIARS:.c=)

warnings: $(WARNED:%=.out/lint/%.gcc.o) $(WARNED:%=.out/lint/%.clang.o) $(BPF:%.c=.out/lint/%.o)

.out/lint/%.gcc.o: %.c Makefile | $(SKEL)
	@mkdir -p $(@D)
	$(Q)gcc $(WARN) -Werror -O2 $(COMPILE) -c -o $@ $<

.out/lint/%.clang.o: %.c Makefile | $(SKEL)
	@mkdir -p $(@D)
	$(Q)clang $(WARN) -Werror -O0 $(COMPILE) -c -o $@ $<

.out/lint/%.bpf.o: %.bpf.c Makefile
	@mkdir -p $(@D)
	$(Q)$(CLANG) -Wall -Werror $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find .out -name '*.d' 2>/dev/null)
