// Generated from runtime/commands/table.ts by scripts/generate-help.mjs: do not edit.

/** The help of the whole program. */
export const overview = `Usage: runts [OPTIONS] COMMAND [ARGUMENTS]

An OCI container runtime.

Commands:
  create      create a container from a bundle; its process waits for start
  start       run the process of a created container
  state       print the state of a container as JSON
  kill        send a signal to the process of a container
  delete      remove a stopped container and what it held
  run         create and start a container, wait for its end and delete it
  list        list the containers
  spec        write a config.json to start from
  explain     print what a command would do, without doing it
  validate    check a config.json and name every error in it
  features    print what this runtime can do as JSON (not supported yet)
  exec        run another process in a container (not supported yet)
  ps          list the processes of a container (not supported yet)
  pause       freeze the processes of a container (not supported yet)
  resume      thaw the processes of a container (not supported yet)
  events      print events and resource usage of a container as JSON (not
              supported yet)
  update      change the resource limits of a container (not supported yet)
  checkpoint  save a running container to disk (not supported yet)
  restore     bring back a container that was saved (not supported yet)
  plugin      compile the plugins of root's configuration into a launcher, so
              that planning with them is fast
  completion  print a completion script for a shell
  help        show help for runts or for one command
  version     show the version

Options:
      --root DIR                where the state of containers is kept (default:
                                /run/runts, or $XDG_RUNTIME_DIR/runts without
                                root)
      --log FILE                append errors and warnings to FILE
      --log-format FORMAT       format of the log
                                     [choices: "text", "json"] [default: "text"]
      --log-level LEVEL         least level that is logged
               [choices: "debug", "info", "warning", "error"] [default: "error"]
      --debug                   log everything, as --log-level debug
      --systemd-cgroup          let systemd make the cgroups, as
                                --cgroup-manager systemd
      --cgroup-manager MANAGER  who makes the cgroups
              [choices: "cgroupfs", "systemd", "disabled"] [default: "cgroupfs"]
      --rootless BOOL           whether to ignore failures over cgroup
                                permissions
                            [choices: "true", "false", "auto"] [default: "auto"]
  -h, --help                    show help
  -v, --version                 show the version

Help for one command: runts COMMAND --help
`;

/** The help of each command. */
export const topics = {
  create: `Usage: runts create [OPTIONS] ID

Create a container from a bundle; its process waits for start.

Positionals:
  ID  the container's id

Options:
  -b, --bundle DIR             the bundle                         [default: "."]
  -f, --config FILE            the configuration, relative to the bundle
                                                        [default: "config.json"]
      --console-socket SOCKET  unix socket that gets the terminal's master
                               descriptor
      --pidfd-socket SOCKET    unix socket that gets a pidfd of the process
      --pid-file FILE          write the pid to FILE
      --no-pivot               move the root and chroot instead of pivot_root
                               (for a ramdisk)
      --no-new-keyring         keep the session keyring of the caller
      --preserve-fds N         descriptors to pass on, from 3 upwards, beside
                               stdio and LISTEN_FDS                 [default: 0]
  -h, --help                   show help
`,
  start: `Usage: runts start ID

Run the process of a created container.

Positionals:
  ID  the container's id

Options:
  -h, --help  show help
`,
  state: `Usage: runts state ID

Print the state of a container as JSON.

Positionals:
  ID  the container's id

Options:
  -h, --help  show help
`,
  kill: `Usage: runts kill [OPTIONS] ID [SIGNAL]

Send a signal to the process of a container.

Positionals:
  ID      the container's id
  SIGNAL  name, with or without SIG, or number              [default: "SIGTERM"]

Options:
  -a, --all    send it to every process in the container
      --regex  ID is a regular expression that ids are matched with
  -h, --help   show help
`,
  delete: `Usage: runts delete [OPTIONS] ID

Remove a stopped container and what it held.

Positionals:
  ID  the container's id

Options:
  -f, --force  kill it first if it runs; a missing container is no error
      --regex  ID is a regular expression that ids are matched with
  -h, --help   show help
`,
  run: `Usage: runts run [OPTIONS] ID

Create and start a container, wait for its end and delete it.

Positionals:
  ID  the container's id

Options:
  -b, --bundle DIR             the bundle                         [default: "."]
  -f, --config FILE            the configuration, relative to the bundle
                                                        [default: "config.json"]
      --console-socket SOCKET  unix socket that gets the terminal's master
                               descriptor
      --pidfd-socket SOCKET    unix socket that gets a pidfd of the process
      --pid-file FILE          write the pid to FILE
      --no-pivot               move the root and chroot instead of pivot_root
                               (for a ramdisk)
      --no-new-keyring         keep the session keyring of the caller
      --preserve-fds N         descriptors to pass on, from 3 upwards, beside
                               stdio and LISTEN_FDS                 [default: 0]
  -d, --detach                 return when the process runs
      --keep                   do not delete the container at its end
      --no-subreaper           accepted for compatibility
  -h, --help                   show help
`,
  list: `Usage: runts list [OPTIONS]

List the containers.

Options:
  -f, --format FORMAT  format of the output
                                   [choices: "table", "json"] [default: "table"]
  -q, --quiet          print ids only
  -h, --help           show help
`,
  spec: `Usage: runts spec [OPTIONS]

Write a config.json to start from.

Options:
  -b, --bundle DIR  the bundle                                    [default: "."]
      --rootless    one that an ordinary user can run
  -h, --help        show help
`,
  explain: `Usage: runts explain [OPTIONS] [BUNDLE]

Print what a command would do, without doing it.

Positionals:
  BUNDLE  the bundle                                              [default: "."]

Options:
      --format FORMAT          format of the output
                                   [choices: "table", "json"] [default: "table"]
      --facts FILE             plan with another machine's facts, as --format
                               json prints them
      --command COMMAND        the command to explain
       [choices: "create", "start", "run", "kill", "delete"] [default: "create"]
  -f, --config FILE            the configuration, relative to the bundle
                                                        [default: "config.json"]
      --console-socket SOCKET  unix socket that gets the terminal's master
                               descriptor
      --pidfd-socket SOCKET    unix socket that gets a pidfd of the process
      --pid-file FILE          write the pid to FILE
      --no-pivot               move the root and chroot instead of pivot_root
                               (for a ramdisk)
      --no-new-keyring         keep the session keyring of the caller
      --preserve-fds N         descriptors to pass on, from 3 upwards, beside
                               stdio and LISTEN_FDS                 [default: 0]
  -h, --help                   show help
`,
  validate: `Usage: runts validate [OPTIONS] [PATH]

Check a config.json and name every error in it.

Positionals:
  PATH  a bundle, or a config.json                                [default: "."]

Options:
      --format FORMAT  format of the output
                                     [choices: "text", "json"] [default: "text"]
  -h, --help           show help
`,
  features: `Usage: runts features

Print what this runtime can do as JSON (not supported yet).

Options:
  -h, --help  show help
`,
  exec: `Usage: runts exec [OPTIONS] ID [COMMAND...]

Run another process in a container (not supported yet).

Positionals:
  ID       the container's id
  COMMAND  the program and its arguments

Options:
  -p, --process FILE           the process as JSON
      --cwd DIR                working directory in the container
  -e, --env NAME=VALUE         add to the environment (may be repeated)
  -t, --tty                    give it a terminal
  -u, --user UID[:GID]         user and group
  -g, --additional-gids GID    additional group (may be repeated)
  -d, --detach                 return when the process runs
      --pid-file FILE          write the pid to FILE
      --console-socket SOCKET  unix socket that gets the terminal's master
                               descriptor
      --pidfd-socket SOCKET    unix socket that gets a pidfd of the process
      --process-label LABEL    SELinux label
      --apparmor PROFILE       AppArmor profile
      --no-new-privs           let it gain no privileges
  -c, --cap CAPABILITY         add a capability (may be repeated)
      --preserve-fds N         descriptors to pass on, from 3 upwards, beside
                               stdio and LISTEN_FDS                 [default: 0]
      --cgroup PATH            sub-cgroup to run in (may be repeated)
      --ignore-paused          also in a paused container
  -h, --help                   show help
`,
  ps: `Usage: runts ps [OPTIONS] ID [PS-OPTION...]

List the processes of a container (not supported yet).

Positionals:
  ID         the container's id
  PS-OPTION  options of ps(1)

Options:
  -f, --format FORMAT  format of the output
                                   [choices: "table", "json"] [default: "table"]
  -h, --help           show help
`,
  pause: `Usage: runts pause ID

Freeze the processes of a container (not supported yet).

Positionals:
  ID  the container's id

Options:
  -h, --help  show help
`,
  resume: `Usage: runts resume ID

Thaw the processes of a container (not supported yet).

Positionals:
  ID  the container's id

Options:
  -h, --help  show help
`,
  events: `Usage: runts events [OPTIONS] ID

Print events and resource usage of a container as JSON (not supported yet).

Positionals:
  ID  the container's id

Options:
      --interval TIME  time between two statistics               [default: "5s"]
      --stats          print the statistics once
  -h, --help           show help
`,
  update: `Usage: runts update [OPTIONS] ID

Change the resource limits of a container (not supported yet).

Positionals:
  ID  the container's id

Options:
  -r, --resources FILE            linux.resources as JSON; - is standard input
      --blkio-weight N            weight of block I/O, 10 to 1000
      --cpu-period USEC           length of a period of the CPU quota
      --cpu-quota USEC            CPU time in a period
      --cpu-burst USEC            CPU time that may be saved up
      --cpu-share N               share of CPU time against others
      --cpu-rt-period USEC        length of a real-time period
      --cpu-rt-runtime USEC       real-time CPU time in a period
      --cpu-idle 0|1              run only when the CPU is idle
      --cpuset-cpus LIST          CPUs to use
      --cpuset-mems LIST          memory nodes to use
      --memory BYTES              memory limit
      --memory-reservation BYTES  soft memory limit
      --memory-swap BYTES         limit of memory and swap together
      --pids-limit N              most processes; -1 is no limit
      --l3-cache-schema SCHEMA    Intel RDT: L3 cache
      --mem-bw-schema SCHEMA      Intel RDT: memory bandwidth
  -h, --help                      show help
`,
  checkpoint: `Usage: runts checkpoint [OPTIONS] ID

Save a running container to disk (not supported yet).

Positionals:
  ID  the container's id

Options:
      --image-path DIR            directory of CRIU's images
      --work-path DIR             directory of CRIU's logs
      --parent-path DIR           images of an earlier pre-dump
      --leave-running             let the container run on
      --tcp-established           allow open TCP connections
      --tcp-skip-in-flight        skip TCP connections that are being opened
      --link-remap                allow files that were unlinked but are open
      --ext-unix-sk               allow unix sockets to processes outside
      --shell-job                 allow a terminal from outside
      --lazy-pages                bring memory pages when they are used
      --status-fd FD              descriptor that gets a byte when lazy pages
                                  are ready
      --page-server ADDRESS:PORT  where memory pages are sent
      --file-locks                allow file locks
      --pre-dump                  save the memory only and let the container run
                                  on
      --manage-cgroups-mode MODE  what is saved of the cgroups
                                   [choices: "soft", "full", "strict", "ignore"]
      --empty-ns NAMESPACE        namespace that is made, but not filled (may be
                                  repeated)
      --auto-dedup                drop memory pages that are saved twice
      --network-lock LOCK         how the network is stopped meanwhile
                                       [choices: "iptables", "nftables", "skip"]
  -h, --help                      show help
`,
  restore: `Usage: runts restore [OPTIONS] ID

Bring back a container that was saved (not supported yet).

Positionals:
  ID  the container's id

Options:
      --image-path DIR             directory of CRIU's images
      --work-path DIR              directory of CRIU's logs
      --parent-path DIR            images of an earlier pre-dump
      --leave-running              let the container run on
      --tcp-established            allow open TCP connections
      --tcp-skip-in-flight         skip TCP connections that are being opened
      --link-remap                 allow files that were unlinked but are open
      --ext-unix-sk                allow unix sockets to processes outside
      --shell-job                  allow a terminal from outside
      --lazy-pages                 bring memory pages when they are used
      --status-fd FD               descriptor that gets a byte when lazy pages
                                   are ready
      --page-server ADDRESS:PORT   where memory pages are sent
      --file-locks                 allow file locks
      --pre-dump                   save the memory only and let the container
                                   run on
      --manage-cgroups-mode MODE   what is saved of the cgroups
                                   [choices: "soft", "full", "strict", "ignore"]
      --empty-ns NAMESPACE         namespace that is made, but not filled (may
                                   be repeated)
      --auto-dedup                 drop memory pages that are saved twice
      --network-lock LOCK          how the network is stopped meanwhile
                                       [choices: "iptables", "nftables", "skip"]
      --tcp-close                  close TCP connections
      --lsm-profile TYPE:NAME      security profile of the restored processes
      --lsm-mount-context CONTEXT  SELinux context of the mounts
  -b, --bundle DIR                 the bundle                     [default: "."]
      --console-socket SOCKET      unix socket that gets the terminal's master
                                   descriptor
      --pid-file FILE              write the pid to FILE
  -d, --detach                     return when the process runs
      --no-pivot                   move the root and chroot instead of
                                   pivot_root (for a ramdisk)
      --no-subreaper               accepted for compatibility
  -h, --help                       show help
`,
  plugin: `Usage: runts plugin [OPTIONS] ACTION

Compile the plugins of root's configuration into a launcher, so that planning
with them is fast.

Positionals:
  ACTION  what to do                                          [choices: "build"]

Options:
  -o, --output FILE  the launcher to make
  -h, --help         show help
`,
  completion: `Usage: runts completion [SHELL]

Print a completion script for a shell.

Positionals:
  SHELL  the shell            [choices: "bash", "zsh", "fish"] [default: "bash"]

Options:
  -h, --help  show help
`,
  help: `Usage: runts help [COMMAND]

Show help for runts or for one command.

Positionals:
  COMMAND  the command

Options:
  -h, --help  show help
`,
  version: `Usage: runts version

Show the version.

Options:
  -h, --help  show help
`,
} as const;

/** A completion script for each shell. */
export const completions = {
  bash: `# Generated from runtime/commands/table.ts by scripts/generate-help.mjs: do not edit.
# Use it: source <(runts completion bash)

_runts_reply() {
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

_runts_files() {
  compopt -o filenames 2> /dev/null
  _runts_reply "$@"
}

_runts_containers() {
  _runts_reply -W "$("\${COMP_WORDS[0]}" "\${root[@]}" list -q 2> /dev/null)"
}

# What follows a flag that takes a value; fails where the flag takes none.
_runts_value() {
  case "$1 $2" in
    ' --root') _runts_files -d ;;
    ' --log') _runts_files -f ;;
    ' --log-format') _runts_reply -W 'text json' ;;
    ' --log-level') _runts_reply -W 'debug info warning error' ;;
    ' --cgroup-manager') _runts_reply -W 'cgroupfs systemd disabled' ;;
    ' --rootless') _runts_reply -W 'true false auto' ;;
    'create --bundle' | 'create -b') _runts_files -d ;;
    'create --config' | 'create -f') _runts_files -f ;;
    'create --console-socket') _runts_files -f ;;
    'create --pidfd-socket') _runts_files -f ;;
    'create --pid-file') _runts_files -f ;;
    'create --preserve-fds') : ;;
    'run --bundle' | 'run -b') _runts_files -d ;;
    'run --config' | 'run -f') _runts_files -f ;;
    'run --console-socket') _runts_files -f ;;
    'run --pidfd-socket') _runts_files -f ;;
    'run --pid-file') _runts_files -f ;;
    'run --preserve-fds') : ;;
    'list --format' | 'list -f') _runts_reply -W 'table json' ;;
    'spec --bundle' | 'spec -b') _runts_files -d ;;
    'explain --format') _runts_reply -W 'table json' ;;
    'explain --facts') _runts_files -f ;;
    'explain --command') _runts_reply -W 'create start run kill delete' ;;
    'explain --config' | 'explain -f') _runts_files -f ;;
    'explain --console-socket') _runts_files -f ;;
    'explain --pidfd-socket') _runts_files -f ;;
    'explain --pid-file') _runts_files -f ;;
    'explain --preserve-fds') : ;;
    'validate --format') _runts_reply -W 'text json' ;;
    'exec --process' | 'exec -p') _runts_files -f ;;
    'exec --cwd') : ;;
    'exec --env' | 'exec -e') : ;;
    'exec --user' | 'exec -u') : ;;
    'exec --additional-gids' | 'exec -g') : ;;
    'exec --pid-file') _runts_files -f ;;
    'exec --console-socket') _runts_files -f ;;
    'exec --pidfd-socket') _runts_files -f ;;
    'exec --process-label') : ;;
    'exec --apparmor') : ;;
    'exec --cap' | 'exec -c') : ;;
    'exec --preserve-fds') : ;;
    'exec --cgroup') : ;;
    'ps --format' | 'ps -f') _runts_reply -W 'table json' ;;
    'events --interval') : ;;
    'update --resources' | 'update -r') _runts_files -f ;;
    'update --blkio-weight') : ;;
    'update --cpu-period') : ;;
    'update --cpu-quota') : ;;
    'update --cpu-burst') : ;;
    'update --cpu-share') : ;;
    'update --cpu-rt-period') : ;;
    'update --cpu-rt-runtime') : ;;
    'update --cpu-idle') : ;;
    'update --cpuset-cpus') : ;;
    'update --cpuset-mems') : ;;
    'update --memory') : ;;
    'update --memory-reservation') : ;;
    'update --memory-swap') : ;;
    'update --pids-limit') : ;;
    'update --l3-cache-schema') : ;;
    'update --mem-bw-schema') : ;;
    'checkpoint --image-path') _runts_files -d ;;
    'checkpoint --work-path') _runts_files -d ;;
    'checkpoint --parent-path') _runts_files -d ;;
    'checkpoint --status-fd') : ;;
    'checkpoint --page-server') : ;;
    'checkpoint --manage-cgroups-mode') _runts_reply -W 'soft full strict ignore' ;;
    'checkpoint --empty-ns') : ;;
    'checkpoint --network-lock') _runts_reply -W 'iptables nftables skip' ;;
    'restore --image-path') _runts_files -d ;;
    'restore --work-path') _runts_files -d ;;
    'restore --parent-path') _runts_files -d ;;
    'restore --status-fd') : ;;
    'restore --page-server') : ;;
    'restore --manage-cgroups-mode') _runts_reply -W 'soft full strict ignore' ;;
    'restore --empty-ns') : ;;
    'restore --network-lock') _runts_reply -W 'iptables nftables skip' ;;
    'restore --lsm-profile') : ;;
    'restore --lsm-mount-context') : ;;
    'restore --bundle' | 'restore -b') _runts_files -d ;;
    'restore --console-socket') _runts_files -f ;;
    'restore --pid-file') _runts_files -f ;;
    'plugin --output' | 'plugin -o') _runts_files -f ;;
    *) return 1 ;;
  esac
}

_runts_flags() {
  case "$1" in
    '') _runts_reply -W '--root --log --log-format --log-level --debug --systemd-cgroup --cgroup-manager --rootless --help -h --version -v' ;;
    create) _runts_reply -W '--bundle -b --config -f --console-socket --pidfd-socket --pid-file --no-pivot --no-new-keyring --preserve-fds --help -h' ;;
    start) _runts_reply -W '--help -h' ;;
    state) _runts_reply -W '--help -h' ;;
    kill) _runts_reply -W '--all -a --regex --help -h' ;;
    delete) _runts_reply -W '--force -f --regex --help -h' ;;
    run) _runts_reply -W '--bundle -b --config -f --console-socket --pidfd-socket --pid-file --no-pivot --no-new-keyring --preserve-fds --detach -d --keep --no-subreaper --help -h' ;;
    list) _runts_reply -W '--format -f --quiet -q --help -h' ;;
    spec) _runts_reply -W '--bundle -b --rootless --help -h' ;;
    explain) _runts_reply -W '--format --facts --command --config -f --console-socket --pidfd-socket --pid-file --no-pivot --no-new-keyring --preserve-fds --help -h' ;;
    validate) _runts_reply -W '--format --help -h' ;;
    features) _runts_reply -W '--help -h' ;;
    exec) _runts_reply -W '--process -p --cwd --env -e --tty -t --user -u --additional-gids -g --detach -d --pid-file --console-socket --pidfd-socket --process-label --apparmor --no-new-privs --cap -c --preserve-fds --cgroup --ignore-paused --help -h' ;;
    ps) _runts_reply -W '--format -f --help -h' ;;
    pause) _runts_reply -W '--help -h' ;;
    resume) _runts_reply -W '--help -h' ;;
    events) _runts_reply -W '--interval --stats --help -h' ;;
    update) _runts_reply -W '--resources -r --blkio-weight --cpu-period --cpu-quota --cpu-burst --cpu-share --cpu-rt-period --cpu-rt-runtime --cpu-idle --cpuset-cpus --cpuset-mems --memory --memory-reservation --memory-swap --pids-limit --l3-cache-schema --mem-bw-schema --help -h' ;;
    checkpoint) _runts_reply -W '--image-path --work-path --parent-path --leave-running --tcp-established --tcp-skip-in-flight --link-remap --ext-unix-sk --shell-job --lazy-pages --status-fd --page-server --file-locks --pre-dump --manage-cgroups-mode --empty-ns --auto-dedup --network-lock --help -h' ;;
    restore) _runts_reply -W '--image-path --work-path --parent-path --leave-running --tcp-established --tcp-skip-in-flight --link-remap --ext-unix-sk --shell-job --lazy-pages --status-fd --page-server --file-locks --pre-dump --manage-cgroups-mode --empty-ns --auto-dedup --network-lock --tcp-close --lsm-profile --lsm-mount-context --bundle -b --console-socket --pid-file --detach -d --no-pivot --no-subreaper --help -h' ;;
    plugin) _runts_reply -W '--output -o --help -h' ;;
    completion) _runts_reply -W '--help -h' ;;
    help) _runts_reply -W '--help -h' ;;
    version) _runts_reply -W '--help -h' ;;
  esac
}

_runts_positional() {
  case "$1 $2" in
    ' 0') _runts_reply -W 'create start state kill delete run list spec explain validate features exec ps pause resume events update checkpoint restore plugin completion help version' ;;
    'create 0') _runts_containers ;;
    'start 0') _runts_containers ;;
    'state 0') _runts_containers ;;
    'kill 0') _runts_containers ;;
    'kill 1') _runts_reply -W 'TERM KILL INT HUP QUIT USR1 USR2 STOP CONT WINCH' ;;
    'delete 0') _runts_containers ;;
    'run 0') _runts_containers ;;
    'explain 0') _runts_files -d ;;
    'validate 0') _runts_files -f ;;
    'exec 0') _runts_containers ;;
    'ps 0') _runts_containers ;;
    'pause 0') _runts_containers ;;
    'resume 0') _runts_containers ;;
    'events 0') _runts_containers ;;
    'update 0') _runts_containers ;;
    'checkpoint 0') _runts_containers ;;
    'restore 0') _runts_containers ;;
    'plugin 0') _runts_reply -W 'build' ;;
    'completion 0') _runts_reply -W 'bash zsh fish' ;;
    'help 0') _runts_reply -W 'create start state kill delete run list spec explain validate features exec ps pause resume events update checkpoint restore plugin completion help version' ;;
  esac
}

_runts() {
  local cur="$2" command='' count=0 pending='' root=() index word
  COMPREPLY=()

  # bash takes --flag=value for three words.
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ $word == '=' ]]; then
      continue
    elif [[ -n $pending ]]; then
      [[ $pending == --root ]] && root=(--root "$word")
      pending=''
    elif [[ $word == -* ]]; then
      _runts_value "$command" "$word" && pending="$word"
    elif [[ -z $command ]]; then
      command="$word"
    else
      count=$((count + 1))
    fi
  done
  COMPREPLY=()

  [[ $cur == '=' ]] && cur=''
  if [[ -n $pending ]]; then
    _runts_value "$command" "$pending"
  elif [[ $cur == -* ]]; then
    _runts_flags "$command"
  else
    _runts_positional "$command" "$count"
  fi
}

complete -F _runts runts
`,
  zsh: `#compdef runts
# Generated from runtime/commands/table.ts by scripts/generate-help.mjs: do not edit.
# Use it: source <(runts completion zsh)

_runts_containers() {
  local -a root ids
  [[ -n "\${_runts_root}" ]] && root=(--root "\${_runts_root}")
  ids=(\${(f)"$("\${_runts_program}" $root list -q 2> /dev/null)"})
  compadd -a ids
}

_runts() {
  local curcontext="$curcontext" state line _runts_root _runts_program="\${words[1]}"
  local -A opt_args

  _arguments -C \\
    '(--root)--root=[where the state of containers is kept (default\\: /run/runts, or $XDG_RUNTIME_DIR/runts without root)]:DIR:_files -/' \\
    '(--log)--log=[append errors and warnings to FILE]:FILE:_files' \\
    '(--log-format)--log-format=[format of the log]:FORMAT:(text json)' \\
    '(--log-level)--log-level=[least level that is logged]:LEVEL:(debug info warning error)' \\
    '(--debug)--debug[log everything, as --log-level debug]' \\
    '(--systemd-cgroup)--systemd-cgroup[let systemd make the cgroups, as --cgroup-manager systemd]' \\
    '(--cgroup-manager)--cgroup-manager=[who makes the cgroups]:MANAGER:(cgroupfs systemd disabled)' \\
    '(--rootless)--rootless=[whether to ignore failures over cgroup permissions]:BOOL:(true false auto)' \\
    '(--help -h)--help[show help]' \\
    '(--help -h)-h[show help]' \\
    '(--version -v)--version[show the version]' \\
    '(--version -v)-v[show the version]' \\
    '1:command:->command' \\
    '*::argument:->argument'
  _runts_root="\${opt_args[--root]}"

  case $state in
    command)
      local -a commands=(
        'create:create a container from a bundle; its process waits for start'
        'start:run the process of a created container'
        'state:print the state of a container as JSON'
        'kill:send a signal to the process of a container'
        'delete:remove a stopped container and what it held'
        'run:create and start a container, wait for its end and delete it'
        'list:list the containers'
        'spec:write a config.json to start from'
        'explain:print what a command would do, without doing it'
        'validate:check a config.json and name every error in it'
        'features:print what this runtime can do as JSON'
        'exec:run another process in a container'
        'ps:list the processes of a container'
        'pause:freeze the processes of a container'
        'resume:thaw the processes of a container'
        'events:print events and resource usage of a container as JSON'
        'update:change the resource limits of a container'
        'checkpoint:save a running container to disk'
        'restore:bring back a container that was saved'
        'plugin:compile the plugins of root'\\''s configuration into a launcher, so that planning with them is fast'
        'completion:print a completion script for a shell'
        'help:show help for runts or for one command'
        'version:show the version'
      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
        create)
          _arguments \\
            '(--bundle -b)--bundle=[the bundle]:DIR:_files -/' \\
            '(--bundle -b)-b[the bundle]:DIR:_files -/' \\
            '(--config -f)--config=[the configuration, relative to the bundle]:FILE:_files' \\
            '(--config -f)-f[the configuration, relative to the bundle]:FILE:_files' \\
            '(--console-socket)--console-socket=[unix socket that gets the terminal'\\''s master descriptor]:SOCKET:_files' \\
            '(--pidfd-socket)--pidfd-socket=[unix socket that gets a pidfd of the process]:SOCKET:_files' \\
            '(--pid-file)--pid-file=[write the pid to FILE]:FILE:_files' \\
            '(--no-pivot)--no-pivot[move the root and chroot instead of pivot_root (for a ramdisk)]' \\
            '(--no-new-keyring)--no-new-keyring[keep the session keyring of the caller]' \\
            '(--preserve-fds)--preserve-fds=[descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS]:N: ' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        start)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        state)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        kill)
          _arguments \\
            '(--all -a)--all[send it to every process in the container]' \\
            '(--all -a)-a[send it to every process in the container]' \\
            '(--regex)--regex[ID is a regular expression that ids are matched with]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers' \\
            '2::SIGNAL:(TERM KILL INT HUP QUIT USR1 USR2 STOP CONT WINCH)'
          ;;
        delete)
          _arguments \\
            '(--force -f)--force[kill it first if it runs; a missing container is no error]' \\
            '(--force -f)-f[kill it first if it runs; a missing container is no error]' \\
            '(--regex)--regex[ID is a regular expression that ids are matched with]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        run)
          _arguments \\
            '(--bundle -b)--bundle=[the bundle]:DIR:_files -/' \\
            '(--bundle -b)-b[the bundle]:DIR:_files -/' \\
            '(--config -f)--config=[the configuration, relative to the bundle]:FILE:_files' \\
            '(--config -f)-f[the configuration, relative to the bundle]:FILE:_files' \\
            '(--console-socket)--console-socket=[unix socket that gets the terminal'\\''s master descriptor]:SOCKET:_files' \\
            '(--pidfd-socket)--pidfd-socket=[unix socket that gets a pidfd of the process]:SOCKET:_files' \\
            '(--pid-file)--pid-file=[write the pid to FILE]:FILE:_files' \\
            '(--no-pivot)--no-pivot[move the root and chroot instead of pivot_root (for a ramdisk)]' \\
            '(--no-new-keyring)--no-new-keyring[keep the session keyring of the caller]' \\
            '(--preserve-fds)--preserve-fds=[descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS]:N: ' \\
            '(--detach -d)--detach[return when the process runs]' \\
            '(--detach -d)-d[return when the process runs]' \\
            '(--keep)--keep[do not delete the container at its end]' \\
            '(--no-subreaper)--no-subreaper[accepted for compatibility]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        list)
          _arguments \\
            '(--format -f)--format=[format of the output]:FORMAT:(table json)' \\
            '(--format -f)-f[format of the output]:FORMAT:(table json)' \\
            '(--quiet -q)--quiet[print ids only]' \\
            '(--quiet -q)-q[print ids only]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]'
          ;;
        spec)
          _arguments \\
            '(--bundle -b)--bundle=[the bundle]:DIR:_files -/' \\
            '(--bundle -b)-b[the bundle]:DIR:_files -/' \\
            '(--rootless)--rootless[one that an ordinary user can run]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]'
          ;;
        explain)
          _arguments \\
            '(--format)--format=[format of the output]:FORMAT:(table json)' \\
            '(--facts)--facts=[plan with another machine'\\''s facts, as --format json prints them]:FILE:_files' \\
            '(--command)--command=[the command to explain]:COMMAND:(create start run kill delete)' \\
            '(--config -f)--config=[the configuration, relative to the bundle]:FILE:_files' \\
            '(--config -f)-f[the configuration, relative to the bundle]:FILE:_files' \\
            '(--console-socket)--console-socket=[unix socket that gets the terminal'\\''s master descriptor]:SOCKET:_files' \\
            '(--pidfd-socket)--pidfd-socket=[unix socket that gets a pidfd of the process]:SOCKET:_files' \\
            '(--pid-file)--pid-file=[write the pid to FILE]:FILE:_files' \\
            '(--no-pivot)--no-pivot[move the root and chroot instead of pivot_root (for a ramdisk)]' \\
            '(--no-new-keyring)--no-new-keyring[keep the session keyring of the caller]' \\
            '(--preserve-fds)--preserve-fds=[descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS]:N: ' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1::BUNDLE:_files -/'
          ;;
        validate)
          _arguments \\
            '(--format)--format=[format of the output]:FORMAT:(text json)' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1::PATH:_files'
          ;;
        features)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]'
          ;;
        exec)
          _arguments \\
            '(--process -p)--process=[the process as JSON]:FILE:_files' \\
            '(--process -p)-p[the process as JSON]:FILE:_files' \\
            '(--cwd)--cwd=[working directory in the container]:DIR: ' \\
            '*--env=[add to the environment (may be repeated)]:NAME=VALUE: ' \\
            '*-e[add to the environment (may be repeated)]:NAME=VALUE: ' \\
            '(--tty -t)--tty[give it a terminal]' \\
            '(--tty -t)-t[give it a terminal]' \\
            '(--user -u)--user=[user and group]:UID[\\:GID]: ' \\
            '(--user -u)-u[user and group]:UID[\\:GID]: ' \\
            '*--additional-gids=[additional group (may be repeated)]:GID: ' \\
            '*-g[additional group (may be repeated)]:GID: ' \\
            '(--detach -d)--detach[return when the process runs]' \\
            '(--detach -d)-d[return when the process runs]' \\
            '(--pid-file)--pid-file=[write the pid to FILE]:FILE:_files' \\
            '(--console-socket)--console-socket=[unix socket that gets the terminal'\\''s master descriptor]:SOCKET:_files' \\
            '(--pidfd-socket)--pidfd-socket=[unix socket that gets a pidfd of the process]:SOCKET:_files' \\
            '(--process-label)--process-label=[SELinux label]:LABEL: ' \\
            '(--apparmor)--apparmor=[AppArmor profile]:PROFILE: ' \\
            '(--no-new-privs)--no-new-privs[let it gain no privileges]' \\
            '*--cap=[add a capability (may be repeated)]:CAPABILITY: ' \\
            '*-c[add a capability (may be repeated)]:CAPABILITY: ' \\
            '(--preserve-fds)--preserve-fds=[descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS]:N: ' \\
            '*--cgroup=[sub-cgroup to run in (may be repeated)]:PATH: ' \\
            '(--ignore-paused)--ignore-paused[also in a paused container]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        ps)
          _arguments \\
            '(--format -f)--format=[format of the output]:FORMAT:(table json)' \\
            '(--format -f)-f[format of the output]:FORMAT:(table json)' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        pause)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        resume)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        events)
          _arguments \\
            '(--interval)--interval=[time between two statistics]:TIME: ' \\
            '(--stats)--stats[print the statistics once]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        update)
          _arguments \\
            '(--resources -r)--resources=[linux.resources as JSON; - is standard input]:FILE:_files' \\
            '(--resources -r)-r[linux.resources as JSON; - is standard input]:FILE:_files' \\
            '(--blkio-weight)--blkio-weight=[weight of block I/O, 10 to 1000]:N: ' \\
            '(--cpu-period)--cpu-period=[length of a period of the CPU quota]:USEC: ' \\
            '(--cpu-quota)--cpu-quota=[CPU time in a period]:USEC: ' \\
            '(--cpu-burst)--cpu-burst=[CPU time that may be saved up]:USEC: ' \\
            '(--cpu-share)--cpu-share=[share of CPU time against others]:N: ' \\
            '(--cpu-rt-period)--cpu-rt-period=[length of a real-time period]:USEC: ' \\
            '(--cpu-rt-runtime)--cpu-rt-runtime=[real-time CPU time in a period]:USEC: ' \\
            '(--cpu-idle)--cpu-idle=[run only when the CPU is idle]:0|1: ' \\
            '(--cpuset-cpus)--cpuset-cpus=[CPUs to use]:LIST: ' \\
            '(--cpuset-mems)--cpuset-mems=[memory nodes to use]:LIST: ' \\
            '(--memory)--memory=[memory limit]:BYTES: ' \\
            '(--memory-reservation)--memory-reservation=[soft memory limit]:BYTES: ' \\
            '(--memory-swap)--memory-swap=[limit of memory and swap together]:BYTES: ' \\
            '(--pids-limit)--pids-limit=[most processes; -1 is no limit]:N: ' \\
            '(--l3-cache-schema)--l3-cache-schema=[Intel RDT\\: L3 cache]:SCHEMA: ' \\
            '(--mem-bw-schema)--mem-bw-schema=[Intel RDT\\: memory bandwidth]:SCHEMA: ' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        checkpoint)
          _arguments \\
            '(--image-path)--image-path=[directory of CRIU'\\''s images]:DIR:_files -/' \\
            '(--work-path)--work-path=[directory of CRIU'\\''s logs]:DIR:_files -/' \\
            '(--parent-path)--parent-path=[images of an earlier pre-dump]:DIR:_files -/' \\
            '(--leave-running)--leave-running[let the container run on]' \\
            '(--tcp-established)--tcp-established[allow open TCP connections]' \\
            '(--tcp-skip-in-flight)--tcp-skip-in-flight[skip TCP connections that are being opened]' \\
            '(--link-remap)--link-remap[allow files that were unlinked but are open]' \\
            '(--ext-unix-sk)--ext-unix-sk[allow unix sockets to processes outside]' \\
            '(--shell-job)--shell-job[allow a terminal from outside]' \\
            '(--lazy-pages)--lazy-pages[bring memory pages when they are used]' \\
            '(--status-fd)--status-fd=[descriptor that gets a byte when lazy pages are ready]:FD: ' \\
            '(--page-server)--page-server=[where memory pages are sent]:ADDRESS\\:PORT: ' \\
            '(--file-locks)--file-locks[allow file locks]' \\
            '(--pre-dump)--pre-dump[save the memory only and let the container run on]' \\
            '(--manage-cgroups-mode)--manage-cgroups-mode=[what is saved of the cgroups]:MODE:(soft full strict ignore)' \\
            '*--empty-ns=[namespace that is made, but not filled (may be repeated)]:NAMESPACE: ' \\
            '(--auto-dedup)--auto-dedup[drop memory pages that are saved twice]' \\
            '(--network-lock)--network-lock=[how the network is stopped meanwhile]:LOCK:(iptables nftables skip)' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        restore)
          _arguments \\
            '(--image-path)--image-path=[directory of CRIU'\\''s images]:DIR:_files -/' \\
            '(--work-path)--work-path=[directory of CRIU'\\''s logs]:DIR:_files -/' \\
            '(--parent-path)--parent-path=[images of an earlier pre-dump]:DIR:_files -/' \\
            '(--leave-running)--leave-running[let the container run on]' \\
            '(--tcp-established)--tcp-established[allow open TCP connections]' \\
            '(--tcp-skip-in-flight)--tcp-skip-in-flight[skip TCP connections that are being opened]' \\
            '(--link-remap)--link-remap[allow files that were unlinked but are open]' \\
            '(--ext-unix-sk)--ext-unix-sk[allow unix sockets to processes outside]' \\
            '(--shell-job)--shell-job[allow a terminal from outside]' \\
            '(--lazy-pages)--lazy-pages[bring memory pages when they are used]' \\
            '(--status-fd)--status-fd=[descriptor that gets a byte when lazy pages are ready]:FD: ' \\
            '(--page-server)--page-server=[where memory pages are sent]:ADDRESS\\:PORT: ' \\
            '(--file-locks)--file-locks[allow file locks]' \\
            '(--pre-dump)--pre-dump[save the memory only and let the container run on]' \\
            '(--manage-cgroups-mode)--manage-cgroups-mode=[what is saved of the cgroups]:MODE:(soft full strict ignore)' \\
            '*--empty-ns=[namespace that is made, but not filled (may be repeated)]:NAMESPACE: ' \\
            '(--auto-dedup)--auto-dedup[drop memory pages that are saved twice]' \\
            '(--network-lock)--network-lock=[how the network is stopped meanwhile]:LOCK:(iptables nftables skip)' \\
            '(--tcp-close)--tcp-close[close TCP connections]' \\
            '(--lsm-profile)--lsm-profile=[security profile of the restored processes]:TYPE\\:NAME: ' \\
            '(--lsm-mount-context)--lsm-mount-context=[SELinux context of the mounts]:CONTEXT: ' \\
            '(--bundle -b)--bundle=[the bundle]:DIR:_files -/' \\
            '(--bundle -b)-b[the bundle]:DIR:_files -/' \\
            '(--console-socket)--console-socket=[unix socket that gets the terminal'\\''s master descriptor]:SOCKET:_files' \\
            '(--pid-file)--pid-file=[write the pid to FILE]:FILE:_files' \\
            '(--detach -d)--detach[return when the process runs]' \\
            '(--detach -d)-d[return when the process runs]' \\
            '(--no-pivot)--no-pivot[move the root and chroot instead of pivot_root (for a ramdisk)]' \\
            '(--no-subreaper)--no-subreaper[accepted for compatibility]' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ID:_runts_containers'
          ;;
        plugin)
          _arguments \\
            '(--output -o)--output=[the launcher to make]:FILE:_files' \\
            '(--output -o)-o[the launcher to make]:FILE:_files' \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1:ACTION:(build)'
          ;;
        completion)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1::SHELL:(bash zsh fish)'
          ;;
        help)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]' \\
            '1::COMMAND:(create start state kill delete run list spec explain validate features exec ps pause resume events update checkpoint restore plugin completion help version)'
          ;;
        version)
          _arguments \\
            '(--help -h)--help[show help]' \\
            '(--help -h)-h[show help]'
          ;;
      esac
      ;;
  esac
}

# As a file in fpath it is the body of the function; sourced it has to be announced.
if [[ $funcstack[1] == _runts ]]; then
  _runts "$@"
else
  compdef _runts runts
fi
`,
  fish: `# Generated from runtime/commands/table.ts by scripts/generate-help.mjs: do not edit.
# Use it: runts completion fish | source

# The words before the cursor, cut into globals and command; prints the root and then the command.
function __runts_parse
    set -l words (commandline -opc)
    set -e words[1]
    set -l root ''
    while set -q words[1]
        switch $words[1]
            case --root
                set root $words[2]
                set -e words[1..2]
            case '--root=*'
                set root (string replace -- --root= '' $words[1])
                set -e words[1]
            case --log --log-format --log-level --cgroup-manager --rootless
                set -e words[1..2]
            case '-*'
                set -e words[1]
            case '*'
                break
        end
    end
    printf '%s\\n' "$root" "$words[1]"
end

function __runts_at
    set -l parsed (__runts_parse)
    test "$parsed[2]" = "$argv[1]"
end

function __runts_containers
    set -l program (commandline -opc)[1]
    set -l parsed (__runts_parse)
    if test -n "$parsed[1]"
        $program --root $parsed[1] list -q 2>/dev/null
    else
        $program list -q 2>/dev/null
    end
end

complete -c runts -f
complete -c runts -n "__runts_at ''" -l root -x -a '(__fish_complete_directories)' -d 'where the state of containers is kept (default: /run/runts, or $XDG_RUNTIME_DIR/runts without root)'
complete -c runts -n "__runts_at ''" -l log -rF -d 'append errors and warnings to FILE'
complete -c runts -n "__runts_at ''" -l log-format -x -a 'text json' -d 'format of the log'
complete -c runts -n "__runts_at ''" -l log-level -x -a 'debug info warning error' -d 'least level that is logged'
complete -c runts -n "__runts_at ''" -l debug -d 'log everything, as --log-level debug'
complete -c runts -n "__runts_at ''" -l systemd-cgroup -d 'let systemd make the cgroups, as --cgroup-manager systemd'
complete -c runts -n "__runts_at ''" -l cgroup-manager -x -a 'cgroupfs systemd disabled' -d 'who makes the cgroups'
complete -c runts -n "__runts_at ''" -l rootless -x -a 'true false auto' -d 'whether to ignore failures over cgroup permissions'
complete -c runts -n "__runts_at ''" -l help -s h -d 'show help'
complete -c runts -n "__runts_at ''" -l version -s v -d 'show the version'
complete -c runts -n "__runts_at ''" -a create -d 'create a container from a bundle; its process waits for start'
complete -c runts -n "__runts_at ''" -a start -d 'run the process of a created container'
complete -c runts -n "__runts_at ''" -a state -d 'print the state of a container as JSON'
complete -c runts -n "__runts_at ''" -a kill -d 'send a signal to the process of a container'
complete -c runts -n "__runts_at ''" -a delete -d 'remove a stopped container and what it held'
complete -c runts -n "__runts_at ''" -a run -d 'create and start a container, wait for its end and delete it'
complete -c runts -n "__runts_at ''" -a list -d 'list the containers'
complete -c runts -n "__runts_at ''" -a spec -d 'write a config.json to start from'
complete -c runts -n "__runts_at ''" -a explain -d 'print what a command would do, without doing it'
complete -c runts -n "__runts_at ''" -a validate -d 'check a config.json and name every error in it'
complete -c runts -n "__runts_at ''" -a features -d 'print what this runtime can do as JSON'
complete -c runts -n "__runts_at ''" -a exec -d 'run another process in a container'
complete -c runts -n "__runts_at ''" -a ps -d 'list the processes of a container'
complete -c runts -n "__runts_at ''" -a pause -d 'freeze the processes of a container'
complete -c runts -n "__runts_at ''" -a resume -d 'thaw the processes of a container'
complete -c runts -n "__runts_at ''" -a events -d 'print events and resource usage of a container as JSON'
complete -c runts -n "__runts_at ''" -a update -d 'change the resource limits of a container'
complete -c runts -n "__runts_at ''" -a checkpoint -d 'save a running container to disk'
complete -c runts -n "__runts_at ''" -a restore -d 'bring back a container that was saved'
complete -c runts -n "__runts_at ''" -a plugin -d 'compile the plugins of root\\'s configuration into a launcher, so that planning with them is fast'
complete -c runts -n "__runts_at ''" -a completion -d 'print a completion script for a shell'
complete -c runts -n "__runts_at ''" -a help -d 'show help for runts or for one command'
complete -c runts -n "__runts_at ''" -a version -d 'show the version'
complete -c runts -n "__runts_at create" -l bundle -s b -x -a '(__fish_complete_directories)' -d 'the bundle'
complete -c runts -n "__runts_at create" -l config -s f -rF -d 'the configuration, relative to the bundle'
complete -c runts -n "__runts_at create" -l console-socket -rF -d 'unix socket that gets the terminal\\'s master descriptor'
complete -c runts -n "__runts_at create" -l pidfd-socket -rF -d 'unix socket that gets a pidfd of the process'
complete -c runts -n "__runts_at create" -l pid-file -rF -d 'write the pid to FILE'
complete -c runts -n "__runts_at create" -l no-pivot -d 'move the root and chroot instead of pivot_root (for a ramdisk)'
complete -c runts -n "__runts_at create" -l no-new-keyring -d 'keep the session keyring of the caller'
complete -c runts -n "__runts_at create" -l preserve-fds -x -d 'descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS'
complete -c runts -n "__runts_at create" -l help -s h -d 'show help'
complete -c runts -n '__runts_at create' -a '(__runts_containers)'
complete -c runts -n "__runts_at start" -l help -s h -d 'show help'
complete -c runts -n '__runts_at start' -a '(__runts_containers)'
complete -c runts -n "__runts_at state" -l help -s h -d 'show help'
complete -c runts -n '__runts_at state' -a '(__runts_containers)'
complete -c runts -n "__runts_at kill" -l all -s a -d 'send it to every process in the container'
complete -c runts -n "__runts_at kill" -l regex -d 'ID is a regular expression that ids are matched with'
complete -c runts -n "__runts_at kill" -l help -s h -d 'show help'
complete -c runts -n '__runts_at kill' -a '(__runts_containers)'
complete -c runts -n '__runts_at kill' -a 'TERM KILL INT HUP QUIT USR1 USR2 STOP CONT WINCH'
complete -c runts -n "__runts_at delete" -l force -s f -d 'kill it first if it runs; a missing container is no error'
complete -c runts -n "__runts_at delete" -l regex -d 'ID is a regular expression that ids are matched with'
complete -c runts -n "__runts_at delete" -l help -s h -d 'show help'
complete -c runts -n '__runts_at delete' -a '(__runts_containers)'
complete -c runts -n "__runts_at run" -l bundle -s b -x -a '(__fish_complete_directories)' -d 'the bundle'
complete -c runts -n "__runts_at run" -l config -s f -rF -d 'the configuration, relative to the bundle'
complete -c runts -n "__runts_at run" -l console-socket -rF -d 'unix socket that gets the terminal\\'s master descriptor'
complete -c runts -n "__runts_at run" -l pidfd-socket -rF -d 'unix socket that gets a pidfd of the process'
complete -c runts -n "__runts_at run" -l pid-file -rF -d 'write the pid to FILE'
complete -c runts -n "__runts_at run" -l no-pivot -d 'move the root and chroot instead of pivot_root (for a ramdisk)'
complete -c runts -n "__runts_at run" -l no-new-keyring -d 'keep the session keyring of the caller'
complete -c runts -n "__runts_at run" -l preserve-fds -x -d 'descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS'
complete -c runts -n "__runts_at run" -l detach -s d -d 'return when the process runs'
complete -c runts -n "__runts_at run" -l keep -d 'do not delete the container at its end'
complete -c runts -n "__runts_at run" -l no-subreaper -d 'accepted for compatibility'
complete -c runts -n "__runts_at run" -l help -s h -d 'show help'
complete -c runts -n '__runts_at run' -a '(__runts_containers)'
complete -c runts -n "__runts_at list" -l format -s f -x -a 'table json' -d 'format of the output'
complete -c runts -n "__runts_at list" -l quiet -s q -d 'print ids only'
complete -c runts -n "__runts_at list" -l help -s h -d 'show help'
complete -c runts -n "__runts_at spec" -l bundle -s b -x -a '(__fish_complete_directories)' -d 'the bundle'
complete -c runts -n "__runts_at spec" -l rootless -d 'one that an ordinary user can run'
complete -c runts -n "__runts_at spec" -l help -s h -d 'show help'
complete -c runts -n "__runts_at explain" -l format -x -a 'table json' -d 'format of the output'
complete -c runts -n "__runts_at explain" -l facts -rF -d 'plan with another machine\\'s facts, as --format json prints them'
complete -c runts -n "__runts_at explain" -l command -x -a 'create start run kill delete' -d 'the command to explain'
complete -c runts -n "__runts_at explain" -l config -s f -rF -d 'the configuration, relative to the bundle'
complete -c runts -n "__runts_at explain" -l console-socket -rF -d 'unix socket that gets the terminal\\'s master descriptor'
complete -c runts -n "__runts_at explain" -l pidfd-socket -rF -d 'unix socket that gets a pidfd of the process'
complete -c runts -n "__runts_at explain" -l pid-file -rF -d 'write the pid to FILE'
complete -c runts -n "__runts_at explain" -l no-pivot -d 'move the root and chroot instead of pivot_root (for a ramdisk)'
complete -c runts -n "__runts_at explain" -l no-new-keyring -d 'keep the session keyring of the caller'
complete -c runts -n "__runts_at explain" -l preserve-fds -x -d 'descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS'
complete -c runts -n "__runts_at explain" -l help -s h -d 'show help'
complete -c runts -n '__runts_at explain' -a '(__fish_complete_directories)'
complete -c runts -n "__runts_at validate" -l format -x -a 'text json' -d 'format of the output'
complete -c runts -n "__runts_at validate" -l help -s h -d 'show help'
complete -c runts -n '__runts_at validate' -a '(__fish_complete_path)'
complete -c runts -n "__runts_at features" -l help -s h -d 'show help'
complete -c runts -n "__runts_at exec" -l process -s p -rF -d 'the process as JSON'
complete -c runts -n "__runts_at exec" -l cwd -x -d 'working directory in the container'
complete -c runts -n "__runts_at exec" -l env -s e -x -d 'add to the environment (may be repeated)'
complete -c runts -n "__runts_at exec" -l tty -s t -d 'give it a terminal'
complete -c runts -n "__runts_at exec" -l user -s u -x -d 'user and group'
complete -c runts -n "__runts_at exec" -l additional-gids -s g -x -d 'additional group (may be repeated)'
complete -c runts -n "__runts_at exec" -l detach -s d -d 'return when the process runs'
complete -c runts -n "__runts_at exec" -l pid-file -rF -d 'write the pid to FILE'
complete -c runts -n "__runts_at exec" -l console-socket -rF -d 'unix socket that gets the terminal\\'s master descriptor'
complete -c runts -n "__runts_at exec" -l pidfd-socket -rF -d 'unix socket that gets a pidfd of the process'
complete -c runts -n "__runts_at exec" -l process-label -x -d 'SELinux label'
complete -c runts -n "__runts_at exec" -l apparmor -x -d 'AppArmor profile'
complete -c runts -n "__runts_at exec" -l no-new-privs -d 'let it gain no privileges'
complete -c runts -n "__runts_at exec" -l cap -s c -x -d 'add a capability (may be repeated)'
complete -c runts -n "__runts_at exec" -l preserve-fds -x -d 'descriptors to pass on, from 3 upwards, beside stdio and LISTEN_FDS'
complete -c runts -n "__runts_at exec" -l cgroup -x -d 'sub-cgroup to run in (may be repeated)'
complete -c runts -n "__runts_at exec" -l ignore-paused -d 'also in a paused container'
complete -c runts -n "__runts_at exec" -l help -s h -d 'show help'
complete -c runts -n '__runts_at exec' -a '(__runts_containers)'
complete -c runts -n "__runts_at ps" -l format -s f -x -a 'table json' -d 'format of the output'
complete -c runts -n "__runts_at ps" -l help -s h -d 'show help'
complete -c runts -n '__runts_at ps' -a '(__runts_containers)'
complete -c runts -n "__runts_at pause" -l help -s h -d 'show help'
complete -c runts -n '__runts_at pause' -a '(__runts_containers)'
complete -c runts -n "__runts_at resume" -l help -s h -d 'show help'
complete -c runts -n '__runts_at resume' -a '(__runts_containers)'
complete -c runts -n "__runts_at events" -l interval -x -d 'time between two statistics'
complete -c runts -n "__runts_at events" -l stats -d 'print the statistics once'
complete -c runts -n "__runts_at events" -l help -s h -d 'show help'
complete -c runts -n '__runts_at events' -a '(__runts_containers)'
complete -c runts -n "__runts_at update" -l resources -s r -rF -d 'linux.resources as JSON; - is standard input'
complete -c runts -n "__runts_at update" -l blkio-weight -x -d 'weight of block I/O, 10 to 1000'
complete -c runts -n "__runts_at update" -l cpu-period -x -d 'length of a period of the CPU quota'
complete -c runts -n "__runts_at update" -l cpu-quota -x -d 'CPU time in a period'
complete -c runts -n "__runts_at update" -l cpu-burst -x -d 'CPU time that may be saved up'
complete -c runts -n "__runts_at update" -l cpu-share -x -d 'share of CPU time against others'
complete -c runts -n "__runts_at update" -l cpu-rt-period -x -d 'length of a real-time period'
complete -c runts -n "__runts_at update" -l cpu-rt-runtime -x -d 'real-time CPU time in a period'
complete -c runts -n "__runts_at update" -l cpu-idle -x -d 'run only when the CPU is idle'
complete -c runts -n "__runts_at update" -l cpuset-cpus -x -d 'CPUs to use'
complete -c runts -n "__runts_at update" -l cpuset-mems -x -d 'memory nodes to use'
complete -c runts -n "__runts_at update" -l memory -x -d 'memory limit'
complete -c runts -n "__runts_at update" -l memory-reservation -x -d 'soft memory limit'
complete -c runts -n "__runts_at update" -l memory-swap -x -d 'limit of memory and swap together'
complete -c runts -n "__runts_at update" -l pids-limit -x -d 'most processes; -1 is no limit'
complete -c runts -n "__runts_at update" -l l3-cache-schema -x -d 'Intel RDT: L3 cache'
complete -c runts -n "__runts_at update" -l mem-bw-schema -x -d 'Intel RDT: memory bandwidth'
complete -c runts -n "__runts_at update" -l help -s h -d 'show help'
complete -c runts -n '__runts_at update' -a '(__runts_containers)'
complete -c runts -n "__runts_at checkpoint" -l image-path -x -a '(__fish_complete_directories)' -d 'directory of CRIU\\'s images'
complete -c runts -n "__runts_at checkpoint" -l work-path -x -a '(__fish_complete_directories)' -d 'directory of CRIU\\'s logs'
complete -c runts -n "__runts_at checkpoint" -l parent-path -x -a '(__fish_complete_directories)' -d 'images of an earlier pre-dump'
complete -c runts -n "__runts_at checkpoint" -l leave-running -d 'let the container run on'
complete -c runts -n "__runts_at checkpoint" -l tcp-established -d 'allow open TCP connections'
complete -c runts -n "__runts_at checkpoint" -l tcp-skip-in-flight -d 'skip TCP connections that are being opened'
complete -c runts -n "__runts_at checkpoint" -l link-remap -d 'allow files that were unlinked but are open'
complete -c runts -n "__runts_at checkpoint" -l ext-unix-sk -d 'allow unix sockets to processes outside'
complete -c runts -n "__runts_at checkpoint" -l shell-job -d 'allow a terminal from outside'
complete -c runts -n "__runts_at checkpoint" -l lazy-pages -d 'bring memory pages when they are used'
complete -c runts -n "__runts_at checkpoint" -l status-fd -x -d 'descriptor that gets a byte when lazy pages are ready'
complete -c runts -n "__runts_at checkpoint" -l page-server -x -d 'where memory pages are sent'
complete -c runts -n "__runts_at checkpoint" -l file-locks -d 'allow file locks'
complete -c runts -n "__runts_at checkpoint" -l pre-dump -d 'save the memory only and let the container run on'
complete -c runts -n "__runts_at checkpoint" -l manage-cgroups-mode -x -a 'soft full strict ignore' -d 'what is saved of the cgroups'
complete -c runts -n "__runts_at checkpoint" -l empty-ns -x -d 'namespace that is made, but not filled (may be repeated)'
complete -c runts -n "__runts_at checkpoint" -l auto-dedup -d 'drop memory pages that are saved twice'
complete -c runts -n "__runts_at checkpoint" -l network-lock -x -a 'iptables nftables skip' -d 'how the network is stopped meanwhile'
complete -c runts -n "__runts_at checkpoint" -l help -s h -d 'show help'
complete -c runts -n '__runts_at checkpoint' -a '(__runts_containers)'
complete -c runts -n "__runts_at restore" -l image-path -x -a '(__fish_complete_directories)' -d 'directory of CRIU\\'s images'
complete -c runts -n "__runts_at restore" -l work-path -x -a '(__fish_complete_directories)' -d 'directory of CRIU\\'s logs'
complete -c runts -n "__runts_at restore" -l parent-path -x -a '(__fish_complete_directories)' -d 'images of an earlier pre-dump'
complete -c runts -n "__runts_at restore" -l leave-running -d 'let the container run on'
complete -c runts -n "__runts_at restore" -l tcp-established -d 'allow open TCP connections'
complete -c runts -n "__runts_at restore" -l tcp-skip-in-flight -d 'skip TCP connections that are being opened'
complete -c runts -n "__runts_at restore" -l link-remap -d 'allow files that were unlinked but are open'
complete -c runts -n "__runts_at restore" -l ext-unix-sk -d 'allow unix sockets to processes outside'
complete -c runts -n "__runts_at restore" -l shell-job -d 'allow a terminal from outside'
complete -c runts -n "__runts_at restore" -l lazy-pages -d 'bring memory pages when they are used'
complete -c runts -n "__runts_at restore" -l status-fd -x -d 'descriptor that gets a byte when lazy pages are ready'
complete -c runts -n "__runts_at restore" -l page-server -x -d 'where memory pages are sent'
complete -c runts -n "__runts_at restore" -l file-locks -d 'allow file locks'
complete -c runts -n "__runts_at restore" -l pre-dump -d 'save the memory only and let the container run on'
complete -c runts -n "__runts_at restore" -l manage-cgroups-mode -x -a 'soft full strict ignore' -d 'what is saved of the cgroups'
complete -c runts -n "__runts_at restore" -l empty-ns -x -d 'namespace that is made, but not filled (may be repeated)'
complete -c runts -n "__runts_at restore" -l auto-dedup -d 'drop memory pages that are saved twice'
complete -c runts -n "__runts_at restore" -l network-lock -x -a 'iptables nftables skip' -d 'how the network is stopped meanwhile'
complete -c runts -n "__runts_at restore" -l tcp-close -d 'close TCP connections'
complete -c runts -n "__runts_at restore" -l lsm-profile -x -d 'security profile of the restored processes'
complete -c runts -n "__runts_at restore" -l lsm-mount-context -x -d 'SELinux context of the mounts'
complete -c runts -n "__runts_at restore" -l bundle -s b -x -a '(__fish_complete_directories)' -d 'the bundle'
complete -c runts -n "__runts_at restore" -l console-socket -rF -d 'unix socket that gets the terminal\\'s master descriptor'
complete -c runts -n "__runts_at restore" -l pid-file -rF -d 'write the pid to FILE'
complete -c runts -n "__runts_at restore" -l detach -s d -d 'return when the process runs'
complete -c runts -n "__runts_at restore" -l no-pivot -d 'move the root and chroot instead of pivot_root (for a ramdisk)'
complete -c runts -n "__runts_at restore" -l no-subreaper -d 'accepted for compatibility'
complete -c runts -n "__runts_at restore" -l help -s h -d 'show help'
complete -c runts -n '__runts_at restore' -a '(__runts_containers)'
complete -c runts -n "__runts_at plugin" -l output -s o -rF -d 'the launcher to make'
complete -c runts -n "__runts_at plugin" -l help -s h -d 'show help'
complete -c runts -n '__runts_at plugin' -a 'build'
complete -c runts -n "__runts_at completion" -l help -s h -d 'show help'
complete -c runts -n '__runts_at completion' -a 'bash zsh fish'
complete -c runts -n "__runts_at help" -l help -s h -d 'show help'
complete -c runts -n '__runts_at help' -a 'create start state kill delete run list spec explain validate features exec ps pause resume events update checkpoint restore plugin completion help version'
complete -c runts -n "__runts_at version" -l help -s h -d 'show help'
`,
} as const;
