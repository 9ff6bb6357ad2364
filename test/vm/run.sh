#!/usr/bin/env bash
# The conformance and engine tests in a virtual machine: another kernel, cgroup v2 alone, every capability.
#
#   VM=PATH/TO/vm.sh test/vm/run.sh [TEST...]
#
# See README.md beside this script for what $VM has to be. Prints TAP; the exit code is 0 only if every test file passed.

set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -z "${VM:-}" ]; then
  echo 'skipped: no virtual machine is given by $VM'
  exit 0
fi

tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(test/conformance/*.test.ts test/engines/*.test.ts)

node scripts/build.mjs
make -s -f native/probe.mk
packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
node test/vm/pack.mjs "$packed" "${tests[@]}"

VMTIMEOUT=${VMTIMEOUT:-5400} "$VM" run -s "$packed" test/vm/guest.sh "${tests[@]}"
