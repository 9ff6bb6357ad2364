// Host.writeTexts: host.ts.

#ifndef RUNTS_ENGINE_WRITE_TEXTS_H
#define RUNTS_ENGINE_WRITE_TEXTS_H

#include "xsAll.h"

void host_write_texts(txMachine* the);

#endif
