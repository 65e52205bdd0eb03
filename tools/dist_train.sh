#!/usr/bin/env bash
# Trains CONFIG, as AlignDet's script of this name; the rest of the words go to tools/train.ts.
# GPUS is accepted for compatibility: this version trains in one process. The seed is 42 unless --seed is given.
set -euo pipefail

usage="usage: bash tools/dist_train.sh CONFIG GPUS [--work-dir DIR --cfg-options KEY=VALUE ... and what tools/train.ts takes]"
case ${1:-} in -h | --help) echo "$usage" && exit ;; esac
if [ $# -lt 2 ] || [[ ! $2 =~ ^[0-9]+$ ]]; then
  [ $# -lt 2 ] || echo "GPUS is a number, but got \"$2\"." >&2
  echo "$usage" >&2
  exit 2
fi

config=$1
gpus=$2
shift 2

seed=(--seed 42)
for word in "$@"; do
  case $word in --seed | --seed=*) seed=() ;; esac
done
if [ ${#seed[@]} -gt 0 ]; then echo "--seed 42, as AlignDet trains; give --seed for another." >&2; fi

self=$(readlink -f "$0" 2>/dev/null || echo "$0") # it may be a link
source "$(dirname "$self")/exec_aligndet.sh"
exec_aligndet train "$config" --gpus "$gpus" "$@" ${seed[@]+"${seed[@]}"}
