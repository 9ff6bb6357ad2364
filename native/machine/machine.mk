# The machine: freestanding, static, tiny ($(BUILD)/machine), and the same sources hosted under the
# sanitizers for the tests ($(BUILD)/machine-asan).

MACHINE_SOURCES := $(filter-out machine/start.c machine/hosted.c machine/fuzz_%.c,$(wildcard machine/*.c))
MACHINE_COMMON  := -std=c17 -Wall -Wextra -Wpedantic $(STRICT) -Wvla -Wconversion -Wno-sign-conversion

# -fno-stack-protector: its guard lives in thread-local storage, which only a libc sets up.
MACHINE_FLAGS   := $(MACHINE_COMMON) -Os -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
                   -fno-pic -fno-pie -ffunction-sections -fdata-sections
MACHINE_LINK    := -nostdlib -static -no-pie -s -Wl,--gc-sections,--build-id=none \
                   -Wl,-z,noseparate-code,-z,norelro,-z,noexecstack
MACHINE_OBJECTS := $(patsubst machine/%.c,$(BUILD)/machine.o/%.o,$(MACHINE_SOURCES) machine/start.c)

$(BUILD)/machine.o/%.o: machine/%.c machine/machine.mk | $(BUILD)/machine.o
	$(CC) $(MACHINE_FLAGS) -MMD -MP -MF $@.d -c $< -o $@

$(BUILD)/machine: $(MACHINE_OBJECTS)
	$(CC) $(MACHINE_LINK) $^ -o $@

# Freestanding here too: with a libc's headers the kernel's would hide what those define.
MACHINE_ASAN_FLAGS   := $(MACHINE_COMMON) -O1 -g -ffreestanding -fno-omit-frame-pointer -fsanitize=address,undefined \
                        -fno-sanitize-recover=all
MACHINE_ASAN_OBJECTS := $(patsubst machine/%.c,$(BUILD)/machine-asan.o/%.o,$(MACHINE_SOURCES) machine/hosted.c)

$(BUILD)/machine-asan.o/%.o: machine/%.c machine/machine.mk | $(BUILD)/machine-asan.o
	$(CC) $(MACHINE_ASAN_FLAGS) -MMD -MP -MF $@.d -c $< -o $@

$(BUILD)/machine-asan: $(MACHINE_ASAN_OBJECTS)
	$(CC) -fsanitize=address,undefined $^ -o $@

# --- the decoder under a fuzzer: `make fuzz`, FUZZ_SECONDS long; without one: machine-replay FILE... ---

FUZZ_SOURCES := $(addprefix machine/,fuzz_decode.c decode.c failure.c slots.c text.c vector.c)
FUZZ_CORPUS  := ../test/native/machine/corpus
FUZZ_SECONDS ?= 60

$(BUILD)/machine-fuzz: $(FUZZ_SOURCES) $(wildcard machine/*.h) machine/machine.mk | $(BUILD)
	clang $(MACHINE_COMMON) -O1 -g -ffreestanding -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  $(FUZZ_SOURCES) -o $@

$(BUILD)/machine-replay: $(FUZZ_SOURCES) machine/fuzz_replay.c $(wildcard machine/*.h) machine/machine.mk | $(BUILD)
	$(CC) $(MACHINE_ASAN_FLAGS) $(FUZZ_SOURCES) machine/fuzz_replay.c -o $@

# What the run finds stays in $(BUILD); a crash becomes a file of the corpus by hand.
.PHONY: fuzz
fuzz: $(BUILD)/machine-fuzz
	mkdir -p $(BUILD)/fuzz
	$(BUILD)/machine-fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -print_final_stats=1 \
	  -artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz $(FUZZ_CORPUS)

$(BUILD)/machine.o $(BUILD)/machine-asan.o:
	mkdir -p $@

-include $(wildcard $(BUILD)/machine.o/*.d $(BUILD)/machine-asan.o/*.d)
