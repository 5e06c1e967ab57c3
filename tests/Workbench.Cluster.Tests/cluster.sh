#!/usr/bin/env bash
# A real Slurm on this machine's loopback, for tests: munged, slurmctld and several slurmd, with all files under one folder.
usage='usage: cluster.sh up DIR [NODES] [--accounting]   start it (2 nodes n1, n2, … of 1 CPU); prints the path to export as SLURM_CONF
       cluster.sh down DIR                       end all its processes and delete its files; may be repeated
       cluster.sh stop-node DIR N                end the slurmd of node nN; its jobs keep running
       cluster.sh crash-node DIR N               kill the node and all its processes, as a power cut does
       cluster.sh start-node DIR N               start the slurmd of node nN
       cluster.sh stop-controller DIR            end slurmctld; jobs keep running
       cluster.sh start-controller DIR           start slurmctld from its saved state
Needs root, and the Debian packages slurm-wlm and munge (--accounting: slurmdbd and mariadb-server); exits with 77 if one is missing.
CLUSTER_CPUS: CPUs of a node (1). CLUSTER_CONF: more lines for slurm.conf, such as RequeueExit=75.
CLUSTER_PORT: first of 3 + NODES ports (default: free ones).
Partitions: high (the default), and low, whose jobs are preempted by those of high and requeued.'
set -euo pipefail
shopt -s extglob

main() {
  case "${1:-}" in --help|-h) echo "$usage"; exit 0 ;; esac
  [ $# -ge 2 ] || { echo "$usage" >&2; exit 2; }
  local verb=$1; dir=$(realpath -m "$2"); shift 2
  PATH=$PATH:/usr/sbin:/sbin
  export SLURM_CONF=$dir/slurm.conf
  case "$verb" in
    up) up "$@" ;;
    down) down ;;
    stop-node) end TERM slurmd "n$1" ;;
    crash-node) crash "n$1"; touch "$dir/spool/n$1.crashed" ;;
    start-node) start_again "$1" ;;
    stop-controller) end TERM 'slurm*' slurmctld ;;
    start-controller) start slurmctld; until_true 20 'slurmctld answers' scontrol ping ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
}

up() {
  local nodes=2 accounting= argument
  for argument; do if [ "$argument" = --accounting ]; then accounting=yes; else nodes=$argument; fi; done
  [ "$(id -u)" = 0 ] || missing 'this user is not root'
  require slurm-wlm slurmctld slurmd sbatch
  require munge munged
  [ -z "$accounting" ] || { require slurmdbd slurmdbd; require mariadb-server mariadbd mariadb-install-db; }
  [ ${#dir} -le 80 ] || { echo "cluster.sh: the path '$dir' is too long for a socket" >&2; exit 1; }
  [ ! -e "$SLURM_CONF" ] || { echo "cluster.sh: '$dir' already has a cluster" >&2; exit 1; }
  trap 'code=$?; [ $code = 0 ] || { tail -n 5 "$dir"/log/* >&2; down; }' EXIT
  mkdir -p "$dir"/{log,munge,spool,state}
  port=${CLUSTER_PORT:-$(free_ports $((nodes + 3)))}
  configure "$nodes" "$accounting"

  # Only root can enter the temporary folder. --force, because munged requires a socket that every user can reach.
  head -c 1024 /dev/urandom > "$dir/munge/key"
  chmod 600 "$dir/munge/key"
  start munged --force --socket="$dir/munge/socket" --key-file="$dir/munge/key" --seed-file="$dir/munge/seed" \
    --pid-file="$dir/munge/pid" --log-file="$dir/log/munged.log" --num-threads=2
  [ -z "$accounting" ] || start_accounting
  start slurmctld
  for node in $(seq "$nodes"); do start_node "n$node"; done
  await "1-$nodes" idle
  echo "$SLURM_CONF"
}

configure() {
  local memory; memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
  cat > "$SLURM_CONF" <<END
ClusterName=bench$port
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
# A requeued job waits until its old credential expires (120 s by default).
AuthInfo=socket=$dir/munge/socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/spool/slurmctld.pid
SlurmdPidFile=$dir/spool/%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/%n.log
SlurmctldDebug=debug
# Without cgroups, which a container does not have.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# Use the declared resources, not the machine's.
SlurmdParameters=config_overrides
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=10
InactiveLimit=0
# Slurm's default: enough time to finish the current image while other tests run.
KillWait=30
OverTimeLimit=0
MinJobAge=300
JobRequeue=1
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=n[1-$1] NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=[$((port + 3))-$((port + 2 + $1))] CPUs=${CLUSTER_CPUS:-1} RealMemory=$memory State=UNKNOWN
PartitionName=high Nodes=ALL Default=YES PriorityTier=2 PreemptMode=OFF
PartitionName=low Nodes=ALL PriorityTier=1 PreemptMode=REQUEUE
${2:+AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((port + 1))
# The socket of munge.
AccountingStoragePass=$dir/munge/socket
JobAcctGatherType=jobacct_gather/linux}
${CLUSTER_CONF:-}
END
}

start_accounting() {
  mariadb-install-db --no-defaults --user=root --datadir="$dir/state/mariadb" --auth-root-authentication-method=normal --skip-test-db \
    > "$dir/log/mariadb-install.log" 2>&1
  start_in_background mariadbd --no-defaults --user=root --datadir="$dir/state/mariadb" --socket="$dir/spool/mariadb" \
    --bind-address=127.0.0.1 --port=$((port + 2)) \
    --pid-file="$dir/spool/mariadb.pid" --log-error="$dir/log/mariadbd.log" --innodb-flush-log-at-trx-commit=0
  until_true 30 'mariadbd answers' mariadb-admin --no-defaults --socket="$dir/spool/mariadb" --user=root ping
  (umask 077; cat > "$dir/slurmdbd.conf") <<END
AuthInfo=socket=$dir/munge/socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=$((port + 1))
SlurmUser=root
PidFile=$dir/spool/slurmdbd.pid
LogFile=$dir/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((port + 2))
StorageUser=root
StorageLoc=slurm
END
  start slurmdbd
  until_true 30 'slurmdbd answers' sacctmgr --noheader show cluster
}

start_node() { start slurmd -N "$1"; }

# A real node boots more slowly than SlurmdTimeout, so a crashed node is down and its jobs are requeued before it is back. Wait for that.
start_again() {
  if [ -e "$dir/spool/n$1.crashed" ] && scontrol ping > /dev/null 2>&1; then await "$1" 'down\*?'; fi
  rm -f "$dir/spool/n$1.crashed"
  start_node "n$1"
  if scontrol ping > /dev/null 2>&1; then await "$1" 'idle|allocated|mixed|completing'; fi
}

start() { echo "starting $*" >> "$dir/log/started.log"; "$@" < /dev/null >> "$dir/log/started.log" 2>&1; }

start_in_background() { setsid "$@" < /dev/null >> "$dir/log/started.log" 2>&1 & disown; }

# Waits until nodes 'N' or 'N-M' are in a state that matches a pattern. A state that ends in * means that the node does not respond.
await() { until_true 60 "nodes n[$1] are $2" eval "! sinfo --noheader --Node --nodes='n[$1]' --format=%T | grep -qvE '^($2)$'"; }

until_true() {
  local end=$((SECONDS + $1)) what=$2; shift 2
  until "$@" > /dev/null 2>&1; do
    if [ $SECONDS -ge $end ]; then
      echo "cluster.sh: waited in vain until $what; the nodes are $(sinfo --noheader --Node --format='%N %T' 2>&1 | paste -sd,)" >&2
      exit 1
    fi
    sleep 0.1
  done
}

# Process ids of daemons of a name that have a log of this cluster open.
daemons() {
  local pid
  find /proc/[0-9]*/fd -lname "$dir/log/$2.log" 2> /dev/null | cut -d/ -f3 | sort -u | while read -r pid; do
    case "$(cat "/proc/$pid/comm" 2> /dev/null)" in $1) echo "$pid" ;; esac
  done
}

# Process ids of a node's jobs, found by Slurm's environment variables, so orphaned processes are included.
jobs_on() {
  local cluster; cluster=$(sed -n 's/^ClusterName=//p' "$SLURM_CONF" 2> /dev/null) || return 0
  grep -slzx "SLURMD_NODENAME=$1" /proc/[0-9]*/environ | xargs -r grep -slzxF "SLURM_CLUSTER_NAME=$cluster" | cut -d/ -f3
}

# Sends daemons a signal and waits until they have ended.
end() {
  kill "-$1" $(daemons "$2" "$3") 2> /dev/null || true
  until_true 20 "$2 ends" eval "[ -z \"\$(daemons '$2' '$3')\" ]"
}

crash() {
  local all
  kill -STOP $(daemons 'slurm*' "$1") 2> /dev/null || true   # so that none reports the end of another to the controller
  while all=$(daemons 'slurm*' "$1"; jobs_on "$1"); [ -n "$all" ]; do kill -KILL $all 2> /dev/null || true; sleep 0.05; done
}

down() {
  crash 'n[0-9]*'
  end KILL "@(slurm*|munged|mariadb*)" '*'
  rm -rf "$dir"/{log,munge,spool,state,slurm.conf,slurmdbd.conf}
  rmdir "$dir" 2> /dev/null || true
}

# The first of N consecutive free ports, below the system's ephemeral range.
free_ports() {
  local first port try
  for try in $(seq 50); do
    first=$((20000 + RANDOM % 12000))
    for port in $(seq $first $((first + $1 - 1))); do ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || continue 2; done
    echo $first
    return
  done
  exit 1
}

require() {
  local package=$1 program; shift
  for program; do command -v "$program" > /dev/null || missing "$program of the package $package is missing"; done
}

missing() { echo "cluster.sh: $1; a Slurm for tests needs root, and: apt-get install slurm-wlm munge" >&2; exit 77; }

main "$@"
