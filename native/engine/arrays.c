// Array.prototype.flatMap for XS, whose own leaves two slots for each entry on XS's stack: of 4096
// slots, and a config.json may have more mounts than that.

#include "arrays.h"

#include "xsAll.h"

// Pops a value and makes it the array's last entry.
static void append(txMachine* the, txSlot* array, txIndex* length) {
  mxPushSlot(array);
  mxSetIndex((*length)++);
  mxPop();
}

static txIndex length_of(txMachine* the, txSlot* array) {
  mxPushSlot(array);
  mxGetID(mxID(_length));
  const txIndex length = (txIndex)fxToInteger(the, the->stack);
  mxPop();
  return length;
}

static void flat_map_callback(txMachine* the) {
  fxNewArray(the, 0);
  txSlot* const result = the->stack;
  txIndex length = 0;
  const txIndex count = length_of(the, mxThis);
  for (txIndex i = 0; i < count; i++) {
    if (mxArgc > 1) {
      mxPushSlot(mxArgv(1));
    } else {
      mxPushUndefined();
    }
    mxPushSlot(mxArgv(0));
    mxCall();
    mxPushSlot(mxThis);
    mxGetIndex(i);
    mxPushUnsigned(i);
    mxPushSlot(mxThis);
    mxRunCount(3);
    txSlot* const entry = the->stack;
    if (!mxIsReference(entry) || !fxIsArray(the, entry->value.reference)) {
      append(the, result, &length);
      continue;
    }
    const txIndex entries = length_of(the, entry);
    for (txIndex k = 0; k < entries; k++) {
      mxPushSlot(entry);
      mxGetIndex(k);
      append(the, result, &length);
    }
    mxPop();
  }
  mxPullSlot(mxResult);
}

void bind_arrays(txMachine* the) {
  fxNewHostFunction(the, flat_map_callback, 1, XS_NO_ID, XS_NO_ID);
  mxPush(mxArrayPrototype);
  mxSetID(mxID(_flatMap));
  mxPop();
}
