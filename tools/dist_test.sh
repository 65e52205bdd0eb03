#!/usr/bin/env bash
# Evaluates CHECKPOINT, as mmdetection's script of this name; the rest of the words go to tools/test.ts.
# GPUS is accepted for compatibility: this version tests in one process.
set -euo pipefail

usage="usage: bash tools/dist_test.sh CONFIG CHECKPOINT GPUS [--eval bbox segm ... and what tools/test.ts takes]"
case ${1:-} in -h | --help) echo "$usage" && exit ;; esac
if [ $# -lt 3 ] || [[ ! $3 =~ ^[0-9]+$ ]]; then
  [ $# -lt 3 ] || echo "GPUS is a number, but got \"$3\"." >&2
  echo "$usage" >&2
  exit 2
fi

config=$1
checkpoint=$2
gpus=$3
shift 3

self=$(readlink -f "$0" 2>/dev/null || echo "$0") # it may be a link
source "$(dirname "$self")/exec_aligndet.sh"
exec_aligndet test "$config" "$checkpoint" --gpus "$gpus" "$@"
