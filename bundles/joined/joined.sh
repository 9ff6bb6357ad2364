# A network that was there before, and a clock of its own.
echo "network $(readlink /proc/self/ns/net)"
tail -n +3 /proc/net/dev | while read -r device _; do echo "device ${device%:}"; done
echo "time $(readlink /proc/self/ns/time), up for $(cut -d. -f1 /proc/uptime) seconds"
