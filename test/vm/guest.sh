#!/bin/sh
# Runs in the virtual machine: the test files given, packed by pack.mjs and mounted at /host. TAP on stdout.

# Emulated, everything takes ten to twenty times as long, and the clock may leap: tap is to have no timeout of its own
# (0), the machine has one.
export PATIENCE=20 TAP_TIMEOUT=0

# The test programs are built already, and nothing is here to build them with.
mkdir -p /tmp/bin
printf '#!/bin/sh\n' > /tmp/bin/make
chmod +x /tmp/bin/make
export PATH=/tmp/bin:$PATH

cd /host || exit 2
echo "# Linux $(uname -r), $(grep -c ' - cgroup ' /proc/self/mountinfo) hierarchies of cgroup v1, $(grep -c ' - cgroup2 ' /proc/self/mountinfo) of v2"

failed=0
for test; do
  started=$(date +%s)
  echo "# $test"
  node "${test%.ts}.mjs" || failed=$((failed + 1))
  echo "# $test: $(($(date +%s) - started)) s"
done
exit $((failed > 0))
