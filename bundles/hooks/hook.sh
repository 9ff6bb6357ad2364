# What the hooks outside of the container do: $0 is the moment, $state what came on stdin, $bundle its bundle.
echo "$0 $state" >> "$bundle/hooks.log"
