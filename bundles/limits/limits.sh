# The limits as a process inside has them.
echo "open files $(ulimit -Sn), at most $(ulimit -Hn)"
echo "core files $(ulimit -c)"
echo "file size $(ulimit -f) blocks of 512 bytes"
echo "oom_score_adj $(cat /proc/self/oom_score_adj)"
