# Which devices are there, and which of them may be used.
cd /dev || exit
ls -l fd full kmsg nothing null pipe ptmx stdin tty
echo lost > nothing && echo "nothing takes all"
(exec 3< kmsg) 2> /dev/null && echo "kmsg opens" || echo "kmsg is there and may not be opened"
