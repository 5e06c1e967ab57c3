#!/usr/bin/env bash
# Runs the steps of the Dockerfile in a folder, without a container engine: each stage is a folder, and the absolute paths of the
# Dockerfile lie below it. Then it runs the image's program as another user, in an empty folder. Packages of the system are not installed.
set -euo pipefail
repository=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
stage="" folder=/ user="" entry=""
declare -A variables=()

say() { echo "container: $*"; }

# A path of the Dockerfile as a path of this machine.
here() { case $1 in /*) echo "$work/$stage$1" ;; *) echo "$work/$stage$folder/$1" ;; esac; }

# A command with the Dockerfile's own folders below the stage. Twice, since neighbouring paths share a space.
below() {
    local own="s#(^|[ \"'=])/(source|opt|data|var/cache)(/|[ \"']|\$)#\1$work/$stage/\2\3#g"
    sed -E -e "$own" -e "$own" <<<"$1"
}

copy() { # [--from=STAGE] SOURCE… TARGET
    local from="" to
    case $1 in --from=*) from=${1#--from=} && shift ;; esac
    to=$(here "${!#}")
    mkdir -p "$to"
    if [ -n "$from" ]; then cp -r "$work/$from$1/." "$to"; else (cd "$repository" && git ls-files -z | tar --null -T - -c) | tar -x -C "$to"; fi
}

step() {
    local word=${1%% *} rest=${1#* }
    say "$1"
    case $word in
        FROM) set -- $rest && stage=${3-final} folder=/ && mkdir -p "$work/$stage" ;;
        WORKDIR) folder=$rest && mkdir -p "$(here .)" ;;
        COPY) copy $rest ;;
        RUN) case $rest in apt-get*) say "  left out" ;; *) (cd "$(here .)" && sh -c "$(below "$rest")") ;; esac ;;
        ENV) variables[${rest%%=*}]=$(below "=${rest#*=}") ;;
        USER) user=$rest ;;
        ENTRYPOINT) entry=$(tr -d '[],"' <<<"$rest") && entry=$(below "$entry") ;;
        *) say "unknown step '$word'" && exit 1 ;;
    esac
}

run() {
    local as=()
    if [ "$(id -u)" = 0 ]; then as=(setpriv "--reuid=$user" "--regid=$user" --clear-groups); fi
    local set=("HOME=$work/final/data") name
    for name in "${!variables[@]}"; do set+=("$name=${variables[$name]#=}"); done
    say "$*"
    (cd "$(here .)" && env "${set[@]}" "${as[@]}" $entry "$@")
}

line=""
while IFS= read -r text; do
    case $text in '#'* | '') continue ;; esac
    line+=${text%\\}
    case $text in *\\) continue ;; esac
    step "$(tr -s ' ' <<<"$line")"
    line=""
done <"$repository/Dockerfile"

run doctor
run run table1 --limit 5
test -f "$(here runs/table1-scenes/report.html)"
say "passed; the image's own files take $(du -sm "$work/final/opt" | cut -f1) MB"
