// What XS calls of its platform beside memory.

#include "engine.h"
#include "xsAll.h"

void fxCreateMachinePlatform(txMachine* the) {
  the->exit_status = 0;
  engine_machine = the;
}

void fxDeleteMachinePlatform(txMachine* the) { (void)the; }

txID fxFindModule(txMachine* the, txSlot* realm, txID id, txSlot* slot) {
  (void)the, (void)realm, (void)id, (void)slot;
  return XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* module, txID id) { (void)the, (void)module, (void)id; }

// Nothing in the planner is asynchronous; a promise would never be settled.
void fxQueuePromiseJobs(txMachine* the) { mxUnknownError("promises are not available"); }

// Memory full, stack overflow, an exception that nobody caught: back to whoever entered the engine.
void fxAbort(txMachine* the, int status) {
  the->exit_status = status;
  fxExitToHost(the);
}

char* fxCStackLimit(void) { return engine_stack_limit(); }
