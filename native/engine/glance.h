// Host.glance: host.ts.

#ifndef RUNTS_ENGINE_GLANCE_H
#define RUNTS_ENGINE_GLANCE_H

#include "xsAll.h"

void host_glance(txMachine* the);

#endif
