# The C half of `Host`, twice from the same sources: as it is for the launcher, with -fPIC for the addon.

HOST_SOURCES     := $(wildcard host/*.c)
HOST_FLAGS       := -std=c17 -D_GNU_SOURCE -O2 -ffunction-sections -fdata-sections $(WARNINGS)
HOST_OBJECTS     := $(patsubst host/%.c,$(BUILD)/host/%.o,$(HOST_SOURCES))
HOST_PIC_OBJECTS := $(patsubst host/%.c,$(BUILD)/host.pic/%.o,$(HOST_SOURCES))

$(BUILD)/host/%.o: host/%.c host/host.mk $(BUILD)/compiler | $(BUILD)/host
	$(LAUNCHER_CC) $(HOST_FLAGS) $(CFLAGS) $(DEPENDS) -c $< -o $@

$(BUILD)/host.pic/%.o: host/%.c host/host.mk | $(BUILD)/host.pic
	$(CC) $(HOST_FLAGS) -fPIC -fvisibility=hidden $(CFLAGS) $(DEPENDS) -c $< -o $@

$(BUILD)/host $(BUILD)/host.pic:
	mkdir -p $@

-include $(wildcard $(BUILD)/host/*.d $(BUILD)/host.pic/*.d)
