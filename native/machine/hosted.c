// The entry of the hosted build: the same machine under AddressSanitizer and
// UndefinedBehaviorSanitizer.
#include "machine.h"
#include "sys.h"

int main(int argc, char** argv) { sys_exit(machine_main(argc, (const char* const*)argv)); }

// No heap, so no leaks to look for; and the sanitizers' own output must not be lost on
// descriptor 2.
const char* __asan_default_options(void);
const char* __asan_default_options(void) { return "detect_leaks=0:abort_on_error=1"; }
