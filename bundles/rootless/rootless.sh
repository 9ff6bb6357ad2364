# Root here, an ordinary user outside.
echo "user $(id -u):$(id -g)"
while read -r inside outside count; do
  echo "uid $inside is $outside on the host, $count in all"
done < /proc/self/uid_map
echo "setgroups $(cat /proc/self/setgroups)"
