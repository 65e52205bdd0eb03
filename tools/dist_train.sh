#!/usr/bin/env bash
# Trains CONFIG; the rest of the words go to tools/train.ts. As mmdetection's script of this name.
# GPUS is accepted for compatibility: this version trains in one process.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: bash tools/dist_train.sh CONFIG GPUS [--work-dir DIR --cfg-options KEY=VALUE ... and what tools/train.ts takes]" >&2
  exit 2
fi

config=$1
gpus=$2
here=$(cd "$(dirname "$0")" && pwd)
exec npx tsx "$here/train.ts" "$config" --gpus "$gpus" "${@:3}"
