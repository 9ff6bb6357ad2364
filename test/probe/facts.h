// What a process can say about itself; see facts.c.

#ifndef RUNTS_TEST_PROBE_FACTS_H_
#define RUNTS_TEST_PROBE_FACTS_H_

// Writes every fact as members of the JSON object that is open.
void facts(int argc, char** argv, char** env);

#endif  // RUNTS_TEST_PROBE_FACTS_H_
