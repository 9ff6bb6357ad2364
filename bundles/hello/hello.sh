# What a container sees of itself, one fact a line.
echo "pid $$"
echo "hostname $(uname -n)"
echo "user $(id -u):$(id -g)"
for namespace in /proc/self/ns/*; do
  case $namespace in *_for_children) continue ;; esac
  echo "namespace $(readlink "$namespace")"
done
while read -r source target type options _; do
  echo "mount $target $type $source ${options%%,*}"
done < /proc/self/mounts
