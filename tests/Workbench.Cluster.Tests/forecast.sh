#!/usr/bin/env bash
# Compares the forecast of 'workbench plan --shards' with the measured time of the same runs on a Slurm of two nodes with one core each, on this machine.
usage='usage: forecast.sh SPEC [SHARDS…] [-- OPTIONS]    example: forecast.sh experiments/table1.yaml 1 2 4 -- --limit 200
Needs the requirements of cluster.sh, and two idle cores.'
set -euo pipefail
[ $# -ge 1 ] && [ "$1" != --help ] || { echo "$usage"; exit 2; }
spec=$(realpath "$1"); shift
shards=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do shards+=("$1"); shift; done
[ $# -eq 0 ] || shift
[ ${#shards[@]} -gt 0 ] || shards=(1 2 4)

here=$(dirname "$(realpath "$0")")
workbench=$(realpath "$here/../../workbench")
place=$(mktemp -d)
trap '"$here/cluster.sh" down "$place/slurm"; rm -rf "$place"' EXIT
SLURM_CONF=$("$here/cluster.sh" up "$place/slurm" 2)
export SLURM_CONF
cd "$place"

# Two tasks on the two hardware threads of a core are slower than one, so a forecast for two at a time is measured while two run.
plan() { "$workbench" plan "$spec" --threads 1 --measure 30 --at-once 2 --shards "$@" "${options[@]}"; }
options=("$@")
plan 1 | sed -n '/measured/,$p'
plan "${shards[@]}" > /dev/null 2>&1 & beside=$!
echo '  the same while another measurement runs'
plan "${shards[@]}" | sed -n '/measured/,$p'
wait "$beside" || true

echo '  measured, seconds'
printf '  %6s   %6s   %6s   %6s   %6s   %s\n' shards task merge queue wall 'start, by task'
of() { scontrol --oneliner show job "$1" | sed -n "s/.* $2=\([^ ]*\).*/\1/p" | xargs -rn1 date +%s -d | sort -n | "$3" -n1; }
for count in "${shards[@]}"; do
  begin=$(date +%s.%N)
  "$workbench" submit "$spec" --shards "$count" --cpus-per-task 1 --out "run$count" "$@" > "jobs$count" 2> /dev/null
  submitted=$(date +%s.%N)
  tasks=$(sed -n 's/^tasks \([0-9]*\):.*/\1/p' "jobs$count")
  merge=$(sed -n 's/^merge \([0-9]*\):.*/\1/p' "jobs$count")
  while squeue --noheader --jobs="$merge" 2> /dev/null | grep -q .; do sleep 0.1; done
  end=$(date +%s.%N)
  longest=0; starts=
  for progress in run"$count"/shards/*/progress.json; do
    value() { sed -n "s/.*\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$progress"; }
    took=$(echo "$(date +%s.%N -d "$(value updated)") $(date +%s.%N -d "$(value started)")" | awk '{ print $1 - $2 }')
    longest=$(echo "$longest $took" | awk '{ print ($2 > $1 ? $2 : $1) }')
    starts="$starts $(value startSeconds | cut -c1-4)"
  done
  working=$(($(of "$tasks" EndTime tail) - $(of "$tasks" StartTime head)))
  merging=$(($(of "$merge" EndTime tail) - $(of "$merge" StartTime head)))
  echo "$count $longest $merging $working $end $submitted" | awk -v starts="$starts" '{ wall = $5 - $6; printf "  %6d   %6.1f   %6d   %6.1f   %6.1f  %s\n", $1, $2, $3, wall - $3 - $4, wall, starts }'
done
