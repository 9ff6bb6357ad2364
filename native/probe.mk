# The programs of the conformance tests: the probe that runs inside containers, and the helpers that
# stand for an engine outside. Included by nothing; `make -f native/probe.mk` from the project's root.

PROBE_SOURCE = test/probe
PROBE_BUILD = native/build
PROBE_CFLAGS = -std=c17 -O1 -g -Wall -Wextra -Wpedantic -Werror -static

PROBE_PROGRAMS = $(addprefix $(PROBE_BUILD)/,probe engine with terminal)

.PHONY: probes
probes: $(PROBE_PROGRAMS)

$(PROBE_BUILD)/probe: $(addprefix $(PROBE_SOURCE)/,probe.c facts.c json.c facts.h json.h)
$(PROBE_BUILD)/engine: $(PROBE_SOURCE)/engine.c
$(PROBE_BUILD)/with: $(PROBE_SOURCE)/with.c
$(PROBE_BUILD)/terminal: $(PROBE_SOURCE)/terminal.c

# By rename, since test files that run at once may both find a program stale.
$(PROBE_PROGRAMS):
	@mkdir -p $(PROBE_BUILD)
	$(CC) $(PROBE_CFLAGS) -o $@.$$$$ $(filter %.c,$^) && mv $@.$$$$ $@
