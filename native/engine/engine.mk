# XS from its npm package: the compiler of the planner's bundle and of plugins (with XS's parser), and the
# objects that the launcher links (without it).

# Where the objects of XS are; a build with other parts of the launcher has no need to compile it again.
XS_BUILD   ?= $(BUILD)
XS         := $(MODULES)/@agoric/xsnap/moddable/xs
XS_SOURCES := $(wildcard $(XS)/sources/*.c)
# mxCESU8 and the like are platform.h's. XS is others' code: its warnings are theirs.
XS_DEFINES := -D_GNU_SOURCE -DINCLUDE_XSPLATFORM -DXSPLATFORM='"platform.h"' -DmxRun=1 -DmxSloppy=1 -DmxSnapshot=1 \
              -DmxNoConsole=1 -DmxMinusZero=1 -DmxBoundsCheck=1 -DmxRegExpUnicodePropertyEscapes=1 \
              -Iengine -isystem $(XS)/includes -isystem $(XS)/platforms -isystem $(XS)/sources
XS_FLAGS   := -O2 -fno-pie -w -fno-common -ffunction-sections -fdata-sections $(XS_DEFINES)
XS_OBJECTS := $(patsubst $(XS)/sources/%.c,$(XS_BUILD)/xs/%.o,$(XS_SOURCES))

ENGINE_FLAGS   := -std=gnu17 -O2 -fno-pie -ffunction-sections -fdata-sections $(WARNINGS) -Wno-pedantic $(XS_DEFINES)
ENGINE_OBJECTS := $(patsubst %,$(BUILD)/engine.o/%.o,arrays bake bind_host engine glance image json jump memory offsets platform text write_texts)

$(XS_BUILD)/xs/%.o: $(XS)/sources/%.c engine/platform.h engine/engine.mk $(XS_BUILD)/compiler | $(XS_BUILD)/xs
	$(LAUNCHER_CC) $(XS_FLAGS) $(CFLAGS) -c $< -o $@

$(BUILD)/engine.o/%.o: engine/%.c engine/engine.mk $(BUILD)/compiler | $(BUILD)/engine.o
	$(LAUNCHER_CC) $(ENGINE_FLAGS) $(CFLAGS) $(DEPENDS) -c $< -o $@

# What the host reads for the planner lies in the planner's memory, which has its pages already; a libc
# would have to ask for some.
ENGINE_MEMORY := -Dmalloc=engine_malloc -Dcalloc=engine_calloc -Drealloc=engine_realloc -Dfree=engine_free
$(HOST_OBJECTS) $(BUILD)/engine.o/bind_host.o $(BUILD)/engine.o/engine.o \
$(BUILD)/engine.o/write_texts.o: override CFLAGS += $(ENGINE_MEMORY)

# Two of its functions are ours: offsets.c.
$(XS_BUILD)/xs/xsCommon.o: XS_FLAGS += -DfxUnicodeToUTF8Offset=xs_offset -DfxUnicodeLength=xs_length

# The interpreter: platform.h tells what for.
$(XS_BUILD)/xs/xsRun.o: XS_FLAGS += -DRUNTS_INTERPRETER

# The one object of XS that differs: it calls the parser.
$(XS_BUILD)/xs/parse.o: $(XS)/sources/xsPlatforms.c engine/platform.h engine/engine.mk $(XS_BUILD)/compiler | $(XS_BUILD)/xs
	$(LAUNCHER_CC) $(XS_FLAGS) -DmxUseDefaultParseScript=1 $(CFLAGS) -c $< -o $@

$(DIST)/compile: $(patsubst %,$(BUILD)/engine.o/%.o,compile image jump memory offsets platform text) $(HOST_OBJECTS) \
                 $(XS_BUILD)/xs/parse.o $(filter-out %/xsPlatforms.o,$(XS_OBJECTS)) | $(DIST)
	$(LAUNCHER_CC) -static -Wl,--gc-sections -s $^ -lm -o $@

$(BUILD)/planner.xs: $(PLANNER) $(DIST)/compile
	$(DIST)/compile $(PLANNER) $@

$(XS_BUILD)/xs $(BUILD)/engine.o:
	mkdir -p $@

-include $(wildcard $(BUILD)/engine.o/*.d)
