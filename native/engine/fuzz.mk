# --- config.json to program under a fuzzer: `make fuzz-plan`, FUZZ_SECONDS long ---

# ASan sees every chunk of XS, and every block of what the host reads; a copy makes the heap as new for each input, which
# is why it is not forked for. UBSan leaves to XS what its authors do on purpose: unaligned reads, shifts, and calls of
# functions by another type.
FUZZ_PLAN       := $(BUILD)/plan-fuzz
FUZZ_PLANNER    ?= $(abspath ../dist/planner.cjs)
FUZZ_SANITIZERS := -O2 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
                   -fsanitize-coverage=inline-8bit-counters,pc-table
FUZZ_FLAGS      := -std=gnu17 $(WARNINGS) -Wno-pedantic $(XS_DEFINES) $(FUZZ_SANITIZERS)
FUZZ_XS_FLAGS   := -w -fno-common $(XS_DEFINES) -DmxPoisonSlots=1 -DmxUseDefaultParseScript=1 $(FUZZ_SANITIZERS) \
                   -fno-sanitize=alignment,shift,function,float-cast-overflow

FUZZ_XS_OBJECTS := $(patsubst $(XS)/sources/%.c,$(FUZZ_PLAN).o/xs/%.o,$(filter-out %/xsMemory.c,$(XS_SOURCES)))
FUZZ_OBJECTS    := $(patsubst %.c,$(FUZZ_PLAN).o/%.o,$(HOST_SOURCES) machine/decode.c \
                     $(addprefix engine/,arrays.c bind_host.c glance.c image.c json.c jump.c platform.c text.c write_texts.c fuzz_json.c fuzz_memory.c fuzz_plan.c))

$(FUZZ_PLAN).o/xs/%.o: $(XS)/sources/%.c engine/platform.h engine/fuzz.mk
	@mkdir -p $(@D)
	clang $(FUZZ_XS_FLAGS) -c $< -o $@

$(FUZZ_PLAN).o/xs/xsCommon.o: FUZZ_XS_FLAGS += -DfxUnicodeToUTF8Offset=xs_offset -DfxUnicodeLength=xs_length
$(FUZZ_PLAN).o/xs/xsRun.o: engine/fuzz_run.h engine/fuzz_memory.h
$(FUZZ_PLAN).o/xs/xsRun.o: FUZZ_XS_FLAGS += -include engine/fuzz_run.h

$(FUZZ_PLAN).o/%.o: %.c engine/fuzz.mk
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS) $(DEPENDS) -c $< -o $@

# Half XS's own.
$(FUZZ_PLAN).o/engine/fuzz_memory.o: FUZZ_FLAGS += -DmxPoisonSlots=1 -fno-sanitize=alignment,shift,function,float-cast-overflow
$(FUZZ_PLAN).o/engine/fuzz_plan.o: FUZZ_FLAGS += -DFUZZ_PLANNER='"$(FUZZ_PLANNER)"' \
                                                 -DFUZZ_DIRECTORY='"$(abspath $(FUZZ_PLAN)).root"'

$(FUZZ_PLAN): $(FUZZ_XS_OBJECTS) $(FUZZ_OBJECTS)
	clang -fsanitize=fuzzer,address,undefined $^ -lm -o $@

# The words of the schema: a dictionary has a word in quotes to a line, and so has this.
$(FUZZ_PLAN).dict: $(wildcard ../schema/*.json) | $(BUILD)
	grep -ohE '"[A-Za-z0-9_]+"' $^ | sort -u > $@

comma := ,
empty :=
# The configs that engines wrote, where they lie beside the project.
FUZZ_SEEDS := $(subst $(empty) ,$(comma),$(wildcard ../bundles/*/config.json ../test/engine/corpus/* \
                ../../shared/engines/samples/*.json))

# What the run finds stays in $(BUILD); what it crashes with becomes a file of the corpus by hand.
.PHONY: fuzz-plan
fuzz-plan: $(FUZZ_PLAN) $(FUZZ_PLAN).dict
	mkdir -p $(FUZZ_PLAN).found
	$(FUZZ_PLAN) -max_total_time=$(FUZZ_SECONDS) -max_len=32768 -timeout=60 -rss_limit_mb=4096 -detect_leaks=0 -use_counters=0 \
	  -print_final_stats=1 -dict=$(FUZZ_PLAN).dict -artifact_prefix=$(FUZZ_PLAN).found/ -seed_inputs=$(FUZZ_SEEDS) \
	  $(FUZZ_PLAN).found

-include $(wildcard $(FUZZ_PLAN).o/*/*.d)
